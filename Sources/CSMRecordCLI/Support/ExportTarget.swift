import Glibc

/// Where an export goes: standard output, or a file that is there whole in the end or as it was.
final class ExportTarget {
    private let path: String?
    /// What is written until it is whole; `nil` where it is written in place.
    private let temporary: String?
    private let descriptor: Int32
    private var isCommitted = false

    /// `path` is `nil` for standard output.
    init(_ path: String?) throws(Failure) {
        self.path = path
        guard let path else {
            (temporary, descriptor) = (nil, STDOUT_FILENO)
            return
        }
        // A terminal, a pipe, /dev/null cannot be replaced.
        temporary = Self.isReplaceable(path) ? "\(path).\(getpid()).part" : nil
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
        descriptor = open(temporary ?? path, flags, 0o666)
        guard descriptor >= 0 else { throw Self.cannotCreate(path, errno) }
    }

    deinit {
        if path != nil { close(descriptor) }
        if let temporary, !isCommitted { unlink(temporary) }
    }

    func write(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        switch FileOutput.write(bytes, to: descriptor) {
        case 0: return
        case EPIPE: throw ClosedPipe()
        case let code: throw cannotWrite(code)
        }
    }

    /// Puts the file in its place.
    func commit() throws(Failure) {
        guard let path, let temporary else { return }
        guard fsync(descriptor) == 0 else { throw cannotWrite(errno) }
        guard rename(temporary, path) == 0 else { throw Self.cannotCreate(path, errno) }
        isCommitted = true
    }

    /// Writes a whole file.
    static func write(_ text: String, to path: String) throws(Failure) {
        let target = try ExportTarget(path)
        switch FileOutput.write(text, to: target.descriptor) {
        case 0: try target.commit()
        case let code: throw target.cannotWrite(code)
        }
    }

    private func cannotWrite(_ code: Int32) -> Failure {
        Failure(
            "cannot write \(path ?? "the export"): \(String(cString: strerror(code)))",
            status: ExitStatus.inputOutput)
    }

    static func cannotCreate(_ path: String, _ code: Int32) -> Failure {
        Failure(
            "cannot create \(path): \(String(cString: strerror(code)))",
            status: ExitStatus.cannotCreate)
    }

    /// Whether there is a plain file at `path`, or none.
    static func isReplaceable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }
}
