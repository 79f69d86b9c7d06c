import Glibc

/// Reads a file line by line, whatever its length.
final class LineReader {
    /// No line of a session file is longer, for no datagram is longer than 64 KiB and no command
    /// line longer than 2 MiB.
    private static let longestLine = 16 << 20

    /// As it was named, for errors.
    let path: String
    /// The number of the line last read, from 1.
    private(set) var line = 0
    /// Whether the file ended before the line last read did.
    private(set) var isLineCut = false

    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)
    private var start = 0
    private var end = 0
    private var isAtEnd = false

    /// Opens the file at `path`; `-` is standard input.
    init(_ path: String) throws(StoreError) {
        self.path = path == "-" ? "standard input" : path
        descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .system("read \(self.path)", errno, isAboutSessionFile: true)
        }
    }

    deinit { close(descriptor) }

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
            guard end < Self.longestLine else {
                throw .badFile(
                    path, line: line + 1, "it is no csm-record file: the line has no end")
            }
            buffer.append(contentsOf: [UInt8](repeating: 0, count: buffer.count))
        }
        while true {
            let count = buffer.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress.map { $0 + end }, buffer.count - end)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system("read \(path)", errno, isAboutSessionFile: true) }
            end += count
            isAtEnd = count == 0
            return
        }
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    fileprivate var firstIndexOfNewline: Int? {
        guard !isEmpty, let address = base.baseAddress else { return nil }
        guard let found = memchr(address + startIndex, 0x0A, count) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(address)
    }
}
