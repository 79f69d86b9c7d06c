import Glibc

/// A file that people write, read whole.
enum TextFile {
    /// `isStream` reads standard input in its place.
    ///
    /// Throws with 66 where there is none, with 78 where it is no text.
    static func read(_ path: String, isStream: Bool = false) throws(Failure) -> String {
        let descriptor = isStream ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotRead(path, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw cannotRead(path, errno) }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure("\(path):1:1: the file is not UTF-8 text", status: ExitStatus.badBudget)
        }
        return text
    }

    private static func cannotRead(_ path: String, _ code: Int32) -> Failure {
        let status: Int32 =
            switch code {
            case ENOENT, ENOTDIR: ExitStatus.notFound
            case EACCES, EPERM: ExitStatus.notPermitted
            default: ExitStatus.inputOutput
            }
        return Failure("cannot read \(path): \(String(cString: strerror(code)))", status: status)
    }
}
