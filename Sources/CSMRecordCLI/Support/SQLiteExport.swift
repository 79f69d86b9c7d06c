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
        try Failure.translating {
            try session.store.copy(session.record, toDatabaseAt: temporary)
        }
        guard rename(temporary, path) == 0 else { throw ExportTarget.cannotCreate(path, errno) }
    }
}
