import Glibc
import Gzip

/// The bytes of a file, decompressed where it is gzip.
final class SessionFileBytes {
    /// As it was named, for errors.
    let path: String
    /// How many bytes the file has; `nil` for a pipe.
    let size: Int?
    /// How many bytes of the file were read, as they are in it.
    private(set) var position = 0

    private let descriptor: Int32
    private var decoder: GzipDecoder?
    /// Bytes of the file that are not handed on yet, from `start` to `end`.
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    private var hasBegun = false

    /// Opens the file at `path`; `-` is standard input.
    init(_ path: String) throws(StoreError) {
        self.path = path == "-" ? "standard input" : path
        descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .system("read \(self.path)", errno, isAboutSessionFile: true)
        }
        var status = stat()
        let isPlain = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        size = isPlain ? Int(status.st_size) : nil
    }

    deinit { close(descriptor) }

    var isCompressed: Bool { decoder != nil }

    /// Reads some bytes, as many as there are at once; 0 at the end of the file.
    func read(into target: UnsafeMutableBufferPointer<UInt8>) throws(StoreError) -> Int {
        if !hasBegun { try begin() }
        guard let decoder else {
            // What the file began with, then straight from it.
            if start == end { return try readFile(into: target) }
            let count = min(end - start, target.count)
            _ = target.update(fromContentsOf: buffer[start..<start + count])
            start += count
            return count
        }
        while true {
            if start == end, !isAtEnd { try fill() }
            let (read, written) = try translated { () throws(GzipError) in
                try buffer.withUnsafeBufferPointer { (buffer) throws(GzipError) in
                    try decoder.decode(
                        UnsafeBufferPointer(rebasing: buffer[start..<end]), into: target)
                }
            }
            start += read
            if written > 0 { return written }
            if start == end, isAtEnd {
                try translated { () throws(GzipError) in try decoder.finish() }
                return 0
            }
        }
    }

    /// Looks whether the file is gzip, by what it begins with, whatever its name.
    private func begin() throws(StoreError) {
        while end < GzipDecoder.magic.count, !isAtEnd { try fill() }
        hasBegun = true
        if buffer[..<end].starts(with: GzipDecoder.magic) {
            decoder = try translated { () throws(GzipError) in try GzipDecoder() }
        } else if path.lowercased().hasSuffix(".gz"), end > 0, !isText(buffer[0]) {
            throw .badFile(path, line: nil, "its name ends in .gz, but it is not gzip data")
        }
    }

    /// Whether lines may begin so: what decompresses on the way, as browsers do, keeps the name.
    private func isText(_ byte: UInt8) -> Bool {
        [0x7B, 0x20, 0x09, 0x0A, 0x0D, 0xEF].contains(byte)
    }

    private func translated<Result>(
        _ body: () throws(GzipError) -> Result
    ) throws(StoreError) -> Result {
        do throws(GzipError) {
            return try body()
        } catch {
            throw .badFile(path, line: nil, "\(error)")
        }
    }

    /// Reads on behind `end`.
    private func fill() throws(StoreError) {
        if start == end { (start, end) = (0, 0) }
        let count = try buffer.withUnsafeMutableBufferPointer { (buffer) throws(StoreError) in
            try readFile(into: UnsafeMutableBufferPointer(rebasing: buffer[end...]))
        }
        end += count
        isAtEnd = count == 0
    }

    private func readFile(
        into target: UnsafeMutableBufferPointer<UInt8>
    ) throws(StoreError) -> Int {
        while true {
            let count = Glibc.read(descriptor, target.baseAddress, target.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system("read \(path)", errno, isAboutSessionFile: true) }
            position += count
            return count
        }
    }
}
