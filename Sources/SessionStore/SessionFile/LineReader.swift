import Glibc

/// Reads a file line by line, whatever its length, decompressing it where it is gzip.
final class LineReader {
    /// As it was named, for errors.
    let path: String
    /// No line of a session file is longer, for no datagram is longer than 64 KiB and no command
    /// line longer than 2 MiB.
    var longestLine = 16 << 20
    /// The number of the line last read, from 1.
    private(set) var line = 0
    /// Whether the file ended before the line last read did.
    private(set) var isLineCut = false

    private let file: SessionFileBytes
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)
    private var start = 0
    private var end = 0
    private var isAtEnd = false

    /// Opens the file at `path`; `-` is standard input.
    init(_ path: String) throws(StoreError) {
        file = try SessionFileBytes(path)
        self.path = file.path
    }

    /// Whether what is read is compressed in the file; known once something was read.
    var isCompressed: Bool { file.isCompressed }
    /// How many bytes of the file were read, as they are in it.
    var position: Int { file.position }
    /// How many bytes the file has; `nil` for a pipe.
    var size: Int? { file.size }

    /// Calls `body` with the next line, without its newline; false at the end of the file.
    func next(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws -> Bool {
        var searched = 0
        while true {
            let newline = buffer.withUnsafeBufferPointer { buffer in
                buffer[(start + searched)..<end].firstIndexOfNewline
            }
            if let newline {
                try take(start..<newline, behind: newline + 1, body)
                return true
            }
            if isAtEnd {
                if start == end { return false }
                isLineCut = true
                try take(start..<end, behind: end, body)
                return true
            }
            searched = end - start
            try fill()
        }
    }

    /// Calls `body` with each line that is left.
    func forEachLine(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        while try next(body) {}
    }

    /// The first bytes of the file, `count` of them or as many as there are, which stay unread.
    func peek(_ count: Int) throws(StoreError) -> [UInt8] {
        while end - start < count, !isAtEnd { try fill() }
        return Array(buffer[start..<min(end, start + count)])
    }

    /// All bytes that are left, `limit` at most.
    func rest(atMost limit: Int) throws(StoreError) -> [UInt8] {
        var bytes = Array(buffer[start..<end])
        start = end
        while !isAtEnd {
            try fill()
            bytes += buffer[start..<end]
            start = end
            guard bytes.count <= limit else {
                throw .badFile(path, line: nil, "it is larger than \(limit >> 20) MiB")
            }
        }
        return bytes
    }

    private func take(
        _ range: Range<Int>, behind next: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        line += 1
        start = next
        try buffer.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[range]))
        }
    }

    private func fill() throws(StoreError) {
        if start > 0 {
            buffer.replaceSubrange(0..<(end - start), with: buffer[start..<end])
            (start, end) = (0, end - start)
        }
        if end == buffer.count {
            guard end < longestLine else {
                throw .badFile(
                    path, line: line + 1, "it is not a csm-record file: the line is too long")
            }
            buffer.append(contentsOf: [UInt8](repeating: 0, count: buffer.count))
        }
        let count = try buffer.withUnsafeMutableBufferPointer { (buffer) throws(StoreError) in
            try file.read(into: UnsafeMutableBufferPointer(rebasing: buffer[end...]))
        }
        end += count
        isAtEnd = count == 0
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    fileprivate var firstIndexOfNewline: Int? {
        guard !isEmpty, let address = base.baseAddress else { return nil }
        guard let found = memchr(address + startIndex, 0x0A, count) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(address)
    }
}
