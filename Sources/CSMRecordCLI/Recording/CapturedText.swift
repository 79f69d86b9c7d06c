import Glibc

/// What a program writes, kept in a file without a name, for its last lines.
struct CapturedText: ~Copyable {
    /// To be written to.
    let descriptor: Int32

    init() throws(Failure) {
        let folder = SystemFacts.environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var path = Array("\(folder)/csm-record-XXXXXX".utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else {
            throw Failure(
                "cannot create a file in \(folder): \(String(cString: strerror(errno)))",
                status: ExitStatus.cannotCreate)
        }
        unlink(path)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// Forgets what was written.
    func clear() {
        _ = ftruncate(descriptor, 0)
        lseek(descriptor, 0, SEEK_SET)
    }

    /// As far back as some kilobytes go.
    func lastLines(_ count: Int) -> [String] {
        let end = lseek(descriptor, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: min(8_192, max(0, end)))
        let length = pread(descriptor, &bytes, bytes.count, end - bytes.count)
        let text = String(decoding: bytes.prefix(max(0, length)), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).suffix(count).map(String.init)
    }
}
