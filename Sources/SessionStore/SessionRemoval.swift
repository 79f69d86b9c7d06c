import CSQLite

/// Renaming and removing sessions.
extension SessionStore {
    /// Gives a session another name.
    ///
    /// Returns whether it is still there.
    public func rename(session: Int64, to name: String) throws(StoreError) -> Bool {
        let statement = try Statement(
            "UPDATE sessions SET name = ? WHERE number = ?", on: connection,
            for: "rename a session")
        statement.bind(1, name)
        statement.bind(2, session)
        try statement.run()
        return sqlite3_changes(connection.handle) > 0
    }

    /// Removes a session and all that belongs to it.
    public func remove(session: Int64) throws(StoreError) {
        try connection.remove(session: session)
    }

    /// Gives the pages that removed sessions have left back to the file system, as far as nobody
    /// is in the way.
    public func shrink() throws(StoreError) {
        while try connection.integer("PRAGMA freelist_count", for: "shrink the database") > 0 {
            let before = try connection.integer("PRAGMA page_count", for: "shrink the database")
            // In steps, between which recorders write.
            try connection.execute("PRAGMA incremental_vacuum(2000)", for: "shrink the database")
            let after = try connection.integer("PRAGMA page_count", for: "shrink the database")
            // A file of an early version cannot be shrunk; its free pages are used again.
            if after >= before { return }
        }
    }

    /// Clears away what programs that are gone left half imported or half removed.
    public func clearUnfinished() throws(StoreError) { try connection.clearUnfinished() }
}

/// A session of many events is imported and removed in many transactions, none of them so long
/// that a recorder could not wait.
///
/// Meanwhile it has no row in `sessions`, so that nobody sees it, and its number is kept in
/// `unfinished`.
extension Connection {
    /// How many events one transaction removes.
    private static let stepSize: Int64 = 50_000

    func remove(session: Int64) throws(StoreError) {
        let operation = "remove a session"
        // Else removing the row would remove all that belongs to it at once.
        try execute("PRAGMA foreign_keys = OFF", for: operation)
        try transaction(for: operation) { () throws(StoreError) in
            try hide(session: session, for: operation)
        }
        try sweep(session)
        try execute("PRAGMA foreign_keys = ON", for: operation)
    }

    /// Takes away a session's row; `sweep` is to follow.
    func hide(session: Int64, for operation: String) throws(StoreError) {
        try markUnfinished(session, for: operation)
        let row = try Statement("DELETE FROM sessions WHERE number = ?", on: self, for: operation)
        row.bind(1, session)
        try row.run()
    }

    /// Reserves a session's number for this process.
    func markUnfinished(_ session: Int64, for operation: String) throws(StoreError) {
        let statement = try Statement(
            "INSERT INTO unfinished VALUES (?, ?)", on: self, for: operation)
        statement.bind(1, session)
        statement.bind(2, RecorderIdentity.current()?.text)
        try statement.run()
    }

    func markFinished(_ session: Int64, for operation: String) throws(StoreError) {
        let statement = try Statement(
            "DELETE FROM unfinished WHERE number = ?", on: self, for: operation)
        statement.bind(1, session)
        try statement.run()
    }

    func clearUnfinished() throws(StoreError) {
        var left: [Int64] = []
        do {
            let rows = try Statement(
                "SELECT number, worker FROM unfinished", on: self, for: "remove a session")
            while try rows.step() {
                let worker = rows.optionalText(1).flatMap(RecorderIdentity.init(text:))
                if worker?.isAlive != true { left.append(rows.integer(0)) }
            }
        }
        for number in left { try sweep(number) }
    }

    /// Removes all that belongs to a session without a row.
    func sweep(_ session: Int64) throws(StoreError) {
        let operation = "remove a session"
        let events = try Statement(
            """
            DELETE FROM events WHERE id BETWEEN ?1 AND
                (SELECT max(id) FROM (SELECT id FROM events WHERE id BETWEEN ?1 AND ?2
                ORDER BY id LIMIT ?3))
            """, on: self, for: operation)
        repeat {
            events.bind(1, session << 32)
            events.bind(2, (session + 1) << 32 - 1)
            events.bind(3, Self.stepSize)
            try transaction(for: operation) { () throws(StoreError) in try events.run() }
        } while sqlite3_changes(handle) > 0
        try transaction(for: operation) { () throws(StoreError) in
            for sql in Self.sweeps {
                let statement = try Statement(sql, on: self, for: operation)
                statement.bind(1, session)
                try statement.run()
            }
            try markFinished(session, for: operation)
        }
    }

    private static let sweeps: [StaticString] = [
        "DELETE FROM latencies WHERE series IN (SELECT id FROM series WHERE session = ?)",
        "DELETE FROM busy WHERE series IN (SELECT id FROM series WHERE session = ?)",
        "DELETE FROM series WHERE session = ?",
    ]
}
