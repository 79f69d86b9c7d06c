import CSQLite
import Glibc

/// Something SQLite, or the file system under it, refused.
///
/// Never holds an event's bytes or a bound value.
public struct StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// SQLite's extended result code, such as `SQLITE_CANTOPEN_ISDIR`.
    public let extendedCode: Int32
    /// What was tried, as in "cannot VERB OBJECT".
    public let operation: String
    public let reason: String
    /// Whether a session file is the matter, not the database.
    public let isAboutSessionFile: Bool

    public init(
        extendedCode: Int32, operation: String, reason: String, isAboutSessionFile: Bool = false
    ) {
        self.extendedCode = extendedCode
        self.operation = operation
        self.reason = reason
        self.isAboutSessionFile = isAboutSessionFile
    }

    /// The primary result code: the extended one's last byte.
    public var code: Int32 { extendedCode & 0xFF }

    public var description: String { "cannot \(operation): \(reason)" }

    /// What an error means for who meets it.
    public enum Kind: Sendable {
        /// Not a database, not ours, of a later version, or damaged.
        case badData
        /// Another program holds the database's lock.
        case busy
        case notPermitted
        case cannotCreate
        /// The disk is full or fails.
        case inputOutput
        case notFound
        case other
    }

    public var kind: Kind {
        switch code {
        case SQLITE_NOTADB, SQLITE_CORRUPT: .badData
        case _ where Self.damage.contains(code): .badData
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH: .notPermitted
        case SQLITE_CANTOPEN: .cannotCreate
        case SQLITE_FULL, SQLITE_IOERR: .inputOutput
        case SQLITE_NOTFOUND: .notFound
        default: .other
        }
    }

    /// All SQL is ours, so what SQLite says of it is said of the database: a column that is missing,
    /// a text that is no JSON, a sum that overflows, a trigger that goes on for ever.
    private static let damage: Set<Int32> = [
        SQLITE_ERROR, SQLITE_INTERRUPT, SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH,
        SQLITE_SCHEMA,
    ]

    /// What SQLite says of the last call that failed.
    static func sqlite(
        _ code: Int32, _ operation: String, _ handle: OpaquePointer
    ) -> StoreError {
        let reason = String(cString: sqlite3_errmsg(handle))
        return StoreError(
            extendedCode: code, operation: operation,
            reason: damage.contains(code & 0xFF) ? "the database is damaged: \(reason)" : reason)
    }

    /// The database holds what csm-record never writes.
    static func damaged(_ operation: String, _ what: String) -> StoreError {
        StoreError(
            extendedCode: SQLITE_CORRUPT, operation: operation,
            reason: "the database is damaged: \(what)")
    }

    public var isBusy: Bool { kind == .busy }

    /// The code of a database whose file is gone from under it.
    static let fileMoved = SQLITE_READONLY | (4 << 8)  // SQLITE_READONLY_DBMOVED

    /// The file is a database, but none of ours, or one of a later version.
    static func notOurs(_ path: String, _ reason: String) -> StoreError {
        StoreError(extendedCode: SQLITE_NOTADB, operation: "open \(path)", reason: reason)
    }

    /// What the system says of a file, by its errno.
    static func system(
        _ operation: String, _ code: Int32, isAboutSessionFile: Bool = false
    ) -> StoreError {
        let extended: Int32 =
            switch code {
            case EACCES, EPERM: SQLITE_PERM
            case EROFS: SQLITE_READONLY
            case ENOSPC, EDQUOT: SQLITE_FULL
            case EIO: SQLITE_IOERR
            case ENOENT, ENOTDIR: isAboutSessionFile ? SQLITE_NOTFOUND : SQLITE_CANTOPEN
            default: isAboutSessionFile ? SQLITE_IOERR : SQLITE_CANTOPEN
            }
        return StoreError(
            extendedCode: extended, operation: operation, reason: String(cString: strerror(code)),
            isAboutSessionFile: isAboutSessionFile)
    }

    /// A session file is damaged, cut, or of another kind; `line` counts from 1.
    static func badFile(_ path: String, line: Int?, _ reason: String) -> StoreError {
        StoreError(
            extendedCode: SQLITE_CORRUPT, operation: "read \(path)",
            reason: (line.map { "line \($0): " } ?? "") + reason, isAboutSessionFile: true)
    }
}
