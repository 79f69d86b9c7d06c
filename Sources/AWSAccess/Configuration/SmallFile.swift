import Glibc

/// A file of settings or of one token; perhaps a pipe, as a shell's `<(…)` is.
enum SmallFile {
    /// No such file of anybody's is longer, in bytes.
    private static let longest = 1 << 20

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Without a byte-order mark; `nil` for one that cannot be read, is too long, or is not in
    /// UTF-8.
    static func text(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= longest {
            let count = read(file, &buffer, buffer.count)
            if count == 0 {
                let text = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
                return String(validating: text, as: UTF8.self)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            bytes.append(contentsOf: buffer[..<count])
        }
        return nil
    }
}
