import CSQLite
import Glibc

/// An open SQLite database, closed when it goes.
struct Connection: ~Copyable {
    let handle: OpaquePointer
    let effort: Effort
    let presence: Presence
    /// Whether what others write from now on is not seen.
    let isImmutable: Bool

    /// Done once a process, before its first connection: a twentieth of the cost of an insert.
    private static let withoutStatistics = csm_sqlite_disable_memory_statistics()

    init(_ path: String, creating: Bool) throws(StoreError) {
        let flags = SQLITE_OPEN_READWRITE | (creating ? SQLITE_OPEN_CREATE : 0)
        try self.init(path, name: path, flags, isImmutable: false)
    }

    /// Opens a database that is only read.
    ///
    /// One `isAtRest` nobody writes to meanwhile.
    init(readOnly path: String, isAtRest: Bool) throws(StoreError) {
        var name = "file:"
        for byte in path.utf8 {
            // What means something in a URI (https://sqlite.org/uri.html).
            let isSpecial = byte <= 0x20 || byte >= 0x7F || "%?#".utf8.contains(byte)
            let hex = String(byte, radix: 16)
            name += isSpecial ? "%" + (byte < 16 ? "0" : "") + hex : String(UnicodeScalar(byte))
        }
        if isAtRest { name += "?immutable=1" }
        try self.init(
            path, name: name, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, isImmutable: isAtRest)
    }

    private init(
        _ path: String, name: String, _ flags: Int32, isImmutable: Bool
    ) throws(StoreError) {
        _ = Self.withoutStatistics
        var opened: OpaquePointer?
        let flags = flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(name, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let reason = String(cString: sqlite3_errstr(code))
            sqlite3_close_v2(opened)
            throw StoreError(extendedCode: code, operation: "open \(path)", reason: reason)
        }
        handle = opened
        self.isImmutable = isImmutable
        effort = Effort(path: path)
        // By its own name, not by a link's: all must find the same.
        let file = sqlite3_db_filename(opened, "main").map { String(cString: $0) }
        presence = Presence(database: file ?? "")
        // What is this process's own, in no file, nobody else can have touched.
        if !path.isEmpty {
            csm_sqlite_distrust(opened)
            effort.watch(opened)
        }
    }

    // The _v2 form waits for statements that are still there.
    deinit { sqlite3_close_v2(handle) }

    /// Runs SQL that returns no rows; several statements if there are.
    func execute(_ sql: StaticString, for operation: String) throws(StoreError) {
        effort.begin()
        let code = sql.withUTF8Buffer { buffer in
            // A StaticString's buffer ends in a NUL that it does not count.
            buffer.withMemoryRebound(to: CChar.self) {
                sqlite3_exec(handle, $0.baseAddress, nil, nil, nil)
            }
        }
        guard code == SQLITE_OK else { throw error(code, operation) }
    }

    /// The first column of the first row.
    func integer(_ sql: StaticString, for operation: String) throws(StoreError) -> Int64 {
        let statement = try Statement(sql, on: self, for: operation)
        _ = try statement.step()
        return statement.integer(0)
    }

    /// The first column of the first row, as text.
    func text(_ sql: StaticString, for operation: String) throws(StoreError) -> String {
        let statement = try Statement(sql, on: self, for: operation)
        _ = try statement.step()
        return statement.text(0)
    }

    func error(_ code: Int32, _ operation: String) -> StoreError {
        .sqlite(code, operation, handle)
    }

    /// Runs `body` in a transaction that takes the write lock at once, so that it cannot fail
    /// half-way for another writer's sake.
    func transaction<Result>(
        for operation: String, _ body: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try execute("BEGIN IMMEDIATE", for: operation)
        do {
            let result = try body()
            try execute("COMMIT", for: operation)
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Runs `body`, which only reads, so that all it reads is of one moment; within a transaction,
    /// of that one's.
    func reading<Result>(
        for operation: String, _ body: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        guard sqlite3_get_autocommit(handle) != 0 else { return try body() }
        try execute("BEGIN", for: operation)
        // Nothing was written, so it makes no difference how this ends.
        defer { rollBack() }
        return try body()
    }

    /// Rolls a transaction back; some failures, a full disk's among them, have done so already.
    func rollBack() {
        if sqlite3_get_autocommit(handle) == 0 {
            sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
        }
    }

    /// The members of a JSON array or object of strings.
    func members(of json: String) throws(StoreError) -> [(name: String, value: String)] {
        let statement = try Statement(
            "SELECT key, value FROM json_each(?)", on: self, for: "read a session")
        statement.bind(1, json)
        var members: [(name: String, value: String)] = []
        while try statement.step() { members.append((statement.text(0), statement.text(1))) }
        return members
    }

    /// From now on a lock is waited for so many milliseconds.
    func limitLockWait(to milliseconds: Int64) {
        sqlite3_busy_timeout(handle, Int32(clamping: milliseconds))
    }

    /// Throws if the file was removed, replaced or cut since it was opened: what is written now
    /// nobody will find.
    ///
    /// `sawCut` if it once was shorter than it should be.
    func checkFile(for operation: String, sawCut: Bool = false) throws(StoreError) {
        var moved: Int32 = 0
        sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved)
        guard moved == 0 else {
            throw StoreError(
                extendedCode: StoreError.fileMoved, operation: operation,
                reason: "the database's file was removed or replaced in the meantime")
        }
        guard sawCut || isShort, !isWhole() else { return }
        throw StoreError(
            extendedCode: SQLITE_CORRUPT, operation: operation,
            reason: "the database's file was truncated in the meantime")
    }

    /// Whether the file lacks pages, and not only until another program's checkpoint is done.
    private var isShort: Bool {
        for _ in 0..<10 {
            if FileLength(of: self)?.isShort != true { return false }
            usleep(20_000)
        }
        return true
    }

    /// Whether all pages are there, once those in the log are in the file.
    ///
    /// Takes a look at each page, by a connection that has none of them yet. Not before the
    /// checkpoint: who opens an empty file takes its log for an old one, and removes it.
    private func isWhole() -> Bool {
        let operation = "check the database"
        guard let path = sqlite3_db_filename(handle, "main").map({ String(cString: $0) }),
            (try? text("PRAGMA wal_checkpoint", for: operation)) != nil,
            let other = try? Connection(path, creating: false)
        else { return false }
        other.limitLockWait(to: 1_000)
        return (try? other.text("PRAGMA quick_check(1)", for: operation)) == "ok"
    }
}
