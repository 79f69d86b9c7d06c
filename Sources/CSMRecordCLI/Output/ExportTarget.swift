import CLinuxShims
import Glibc
import Gzip

/// Where an export goes: standard output, or a file that is there whole in the end or as it was.
///
/// What goes to a file whose name ends in .gz is compressed.
final class ExportTarget {
    private let path: String?
    /// The file that is to be there in the end; `nil` where it is written in place.
    private let replaced: String?
    /// The name of what is written until it is whole; `nil` where it has none.
    private var temporary: String?
    private let descriptor: Int32
    private let encoder: GzipEncoder?

    /// `path` is `nil` for standard output.
    ///
    /// A new file that `isPrivate` is for this user alone; one that is there keeps its permissions.
    init(_ path: String?, isPrivate: Bool = false) throws(Failure) {
        self.path = path
        encoder = if let path { try Self.encoder(for: path) } else { nil }
        guard let path else {
            (replaced, descriptor) = (nil, STDOUT_FILENO)
            return
        }
        try Self.refuseDatabase(path)
        // A terminal, a pipe, /dev/null cannot be replaced.
        guard Self.isReplaceable(path) else {
            replaced = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Self.cannotCreate(path, errno) }
            return
        }
        let file = SystemFacts.realPath(path) ?? path
        replaced = file
        let mode = Self.mode(of: file) ?? (isPrivate ? 0o600 : 0o666)
        // Without a name nothing is left behind, however this program ends.
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? "."
        let nameless = csm_open_nameless(folder, mode)
        if nameless >= 0 {
            descriptor = nameless
        } else {
            let name = Self.temporaryName(file)
            temporary = name
            descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        }
        guard descriptor >= 0 else {
            temporary = nil
            throw Self.cannotCreate(path, errno)
        }
        // What the mask took from a file that was there.
        if let own = Self.mode(of: file) { fchmod(descriptor, own) }
    }

    deinit {
        if path != nil, descriptor >= 0 { close(descriptor) }
        if let temporary { unlink(temporary) }
    }

    func write(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        do throws(SystemCode) {
            try put(bytes)
        } catch {
            throw error.number == EPIPE ? ClosedPipe() : cannotWrite(error.number)
        }
    }

    func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write($0) }
    }

    private func put(_ bytes: UnsafeBufferPointer<UInt8>) throws(SystemCode) {
        guard let encoder else { return try putAsIs(bytes) }
        try encoder.encode(bytes, to: putAsIs)
    }

    private func putAsIs(_ bytes: UnsafeBufferPointer<UInt8>) throws(SystemCode) {
        let code = FileOutput.write(bytes, to: descriptor)
        if code != 0 { throw SystemCode(number: code) }
    }

    /// The system's reason not to write.
    private struct SystemCode: Error {
        let number: Int32
    }

    /// Throws if it is a terminal, by whatever name.
    func refuseTerminal(unless isForced: Bool) throws(Failure) {
        try StandardOutput.refuseTerminal(at: descriptor, unless: isForced)
    }

    /// Writes what is left, and puts the file in its place.
    func commit() throws(Failure) {
        do throws(SystemCode) {
            try encoder?.finish(to: putAsIs)
        } catch {
            throw cannotWrite(error.number)
        }
        guard let path, let replaced else { return }
        guard fsync(descriptor) == 0 else { throw cannotWrite(errno) }
        if temporary == nil {
            let name = Self.temporaryName(replaced)
            // open(2), O_TMPFILE: this is how a nameless file gets a name.
            let own = "/proc/self/fd/\(descriptor)"
            guard linkat(AT_FDCWD, own, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else {
                throw Self.cannotCreate(path, errno)
            }
            temporary = name
        }
        guard let name = temporary, rename(name, replaced) == 0 else {
            throw Self.cannotCreate(path, errno)
        }
        temporary = nil
    }

    /// Throws if a file could not be written there; nothing is left behind.
    static func check(_ path: String) throws(Failure) {
        // Who reads a pipe would take our looking for its end.
        if isReplaceable(path) { _ = try ExportTarget(path) }
    }

    /// Writes a whole file.
    static func write(_ text: String, to path: String) throws(Failure) {
        let target = try ExportTarget(path)
        do throws(SystemCode) {
            try Array(text.utf8).withUnsafeBufferPointer { (bytes) throws(SystemCode) in
                try target.put(bytes)
            }
        } catch {
            throw target.cannotWrite(error.number)
        }
        try target.commit()
    }

    /// Whether a file of that name is compressed by gzip.
    static func isCompressed(_ path: String) -> Bool { path.lowercased().hasSuffix(".gz") }

    private static func encoder(for path: String) throws(Failure) -> GzipEncoder? {
        guard isCompressed(path) else { return nil }
        do throws(GzipError) {
            return try GzipEncoder()
        } catch {
            throw Failure("cannot write \(path): \(error)", status: ExitStatus.internalError)
        }
    }

    private func cannotWrite(_ code: Int32) -> Failure {
        Failure(
            "cannot write \(path ?? "the export"): \(String(cString: strerror(code)))",
            status: ExitStatus.inputOutput)
    }

    static func cannotCreate(_ path: String, _ code: Int32) -> Failure {
        Failure(
            "cannot create \(path.isEmpty ? "''" : path): \(String(cString: strerror(code)))",
            status: ExitStatus.cannotCreate)
    }

    /// Whether there is a plain file at `path`, or none.
    static func isReplaceable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }

    /// Throws if a database is at `path`: it holds more than what would take its place.
    static func refuseDatabase(_ path: String) throws(Failure) {
        guard isReplaceable(path) else { return }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var magic = [UInt8](repeating: 0, count: 16)
        guard read(descriptor, &magic, 16) == 16, magic == Array("SQLite format 3\0".utf8) else {
            return
        }
        throw Failure(
            "cannot create \(path): a database already exists there",
            "remove it first to replace it",
            status: ExitStatus.cannotCreate)
    }

    static func temporaryName(_ path: String) -> String {
        "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).part"
    }

    private static func mode(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
    }
}
