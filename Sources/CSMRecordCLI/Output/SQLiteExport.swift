import Glibc
import SessionStore

/// A session in a database of its own, which is there whole in the end, or not at all.
enum SQLiteExport {
    static func write(
        _ session: StoredSession, to path: String, tell: (SessionFile.Progress) -> Void
    ) throws(Failure) {
        guard ExportTarget.isReplaceable(path) else {
            throw ExportTarget.cannotCreate(path, EINVAL)
        }
        // Any database may be in use, the one that is read from among them.
        try ExportTarget.refuseDatabase(path)
        let file = SystemFacts.realPath(path) ?? path
        let temporary = ExportTarget.temporaryName(file)
        // SQLite would make the folder, too, and tell less of what is wrong.
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ExportTarget.cannotCreate(path, errno) }
        close(descriptor)
        defer {
            for suffix in ["", "-journal", "-wal", "-shm"] { unlink(temporary + suffix) }
        }
        do {
            try session.store.copy(session.record, toDatabaseAt: temporary, tell: tell)
        } catch {
            let failure = (error as? StoreError).map { (Failure($0).status, $0.reason) }
            let (status, reason) = failure ?? (ExitStatus.internalError, "\(error)")
            throw Failure("cannot write \(path): \(reason)", status: status)
        }
        guard rename(temporary, file) == 0 else { throw ExportTarget.cannotCreate(path, errno) }
    }
}
