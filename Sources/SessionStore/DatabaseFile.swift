import CSQLite
import Glibc

/// Opens a sessions database: its file and folder private, its schema current.
enum DatabaseFile {
    /// How long to wait for another program's lock, in milliseconds.
    static let busyTimeout: Int32 = 5_000

    /// Opens the database at `path`, making it and its folder where they are missing.
    static func openOrCreate(_ path: String) throws(StoreError) -> Connection {
        try createFolder(of: path)
        // SQLite would make the file readable for all; its WAL takes over the file's permissions.
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("open \(path)", errno) }
        close(descriptor)
        return try open(path, creating: true)
    }

    /// Opens the database at `path`, to be read; `nil` where there is none.
    static func openExisting(_ path: String) throws(StoreError) -> Connection? {
        guard access(path, F_OK) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system("open \(path)", errno)
        }
        // SQLite would only say that it cannot.
        guard access(path, R_OK) == 0 else { throw .system("open \(path)", errno) }
        try refuseFolder(path)
        do {
            return try open(path, creating: false)
        } catch  where error.kind == .notPermitted || error.kind == .cannotCreate {
            return try openReadOnly(path)
        }
    }

    private static func refuseFolder(_ path: String) throws(StoreError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw .system("open \(path)", EISDIR)
        }
    }

    /// Opens a database that this user may read but not write, or that lies on a read-only disk.
    static func openReadOnly(_ path: String) throws(StoreError) -> Connection {
        // Without a log beside it nobody is writing, and SQLite need not make one to read.
        let isAtRest = access(path + "-wal", F_OK) != 0
        let connection = try Connection(readOnly: path, isAtRest: isAtRest)
        let version = try Schema.version(of: connection, path: path)
        guard version >= Schema.oldestReadable else {
            throw .notOurs(
                path, "its schema is too old, and it cannot be upgraded because it is read-only")
        }
        try Schema.completeColumns(of: connection, version, for: "open \(path)")
        return connection
    }

    /// Opens a database of this process's own, in memory and, as it grows, in a nameless file.
    static func openTemporary() throws(StoreError) -> Connection {
        let connection = try Connection("", creating: true)
        // Nobody else sees it, and it need not survive.
        try connection.execute(
            """
            PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
            PRAGMA cache_size = -65536;
            """, for: "open a temporary database")
        try Schema.migrate(connection, path: "a temporary database")
        return connection
    }

    private static func open(_ path: String, creating: Bool) throws(StoreError) -> Connection {
        let connection = try Connection(path, creating: creating)
        sqlite3_busy_timeout(connection.handle, busyTimeout)
        let operation = "open \(path)"
        try connection.execute(
            "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON", for: operation)
        if try Schema.version(of: connection, path: path) == 0 {
            // With pages of 16 KiB a flood is stored a tenth faster than with 8, and no slower than
            // with 32. That, and that free pages can be given back, counts only for a new file; to
            // say so of another one would wait for whoever writes to it.
            try connection.execute(
                "PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL", for: operation)
        }
        try useWriteAheadLog(connection, operation)
        try Schema.migrate(connection, path: path)
        return connection
    }

    /// Switches a new file to a write-ahead log.
    ///
    /// Where the file system cannot have one (some network ones), SQLite stays with its rollback
    /// journal, and all works but slower.
    ///
    /// SQLite does not wait for other processes here, so this does.
    private static func useWriteAheadLog(
        _ connection: borrowing Connection, _ operation: String
    ) throws(StoreError) {
        var waited: Int32 = 0
        while true {
            do {
                let statement = try Statement(
                    "PRAGMA journal_mode = WAL", on: connection, for: operation)
                _ = try statement.step()
                return
            } catch  where error.isBusy && waited < busyTimeout {
                usleep(10_000)
                waited += 10
            }
        }
    }

    /// Makes the folders above `path` that are missing, for this user only.
    private static func createFolder(of path: String) throws(StoreError) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        let folder = String(path[..<slash])
        if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT else { throw .system("create \(folder)", errno) }
        try createFolder(of: folder)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw .system("create \(folder)", errno)
        }
    }
}
