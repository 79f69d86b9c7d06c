import Glibc
import SessionStore

/// A session in a database of its own, which is there whole in the end, or not at all.
enum SQLiteExport {
    static func write(_ session: ChosenSession, to path: String) throws(Failure) {
        guard ExportTarget.isReplaceable(path) else {
            throw ExportTarget.cannotCreate(path, EINVAL)
        }
        let temporary = "\(path).\(getpid()).part"
        defer {
            for suffix in ["", "-journal", "-wal", "-shm"] { unlink(temporary + suffix) }
        }
        // SQLite would make the folder, too, and tell less of what is wrong.
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ExportTarget.cannotCreate(path, errno) }
        close(descriptor)
        try Failure.translating {
            try session.store.copy(session.record, toDatabaseAt: temporary)
        }
        guard rename(temporary, path) == 0 else { throw ExportTarget.cannotCreate(path, errno) }
    }
}
