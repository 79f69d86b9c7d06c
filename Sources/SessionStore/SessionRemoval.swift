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

    /// Removes a session and all that belongs to it, unless it is being recorded.
    ///
    /// Returns whether it was there. `tell` gets how many of its datagrams are gone, now and then.
    public func remove(
        session: Int64, tell: (Int) -> Void = { _ in }
    ) throws(StoreError) -> Bool {
        try connection.remove(session: session, tell: tell)
    }

    /// Gives the pages that removed sessions have left back to the file system, as far as nobody
    /// is in the way.
    ///
    /// `tell` gets how many are given back, and of how many.
    public func shrink(tell: (_ pages: Int, Int) -> Void = { _, _ in }) throws(StoreError) {
        let total = try connection.integer("PRAGMA freelist_count", for: "shrink the database")
        var given: Int64 = 0
        while try connection.integer("PRAGMA freelist_count", for: "shrink the database") > 0 {
            let before = try connection.integer("PRAGMA page_count", for: "shrink the database")
            // In steps, between which recorders write.
            try connection.execute("PRAGMA incremental_vacuum(2000)", for: "shrink the database")
            let after = try connection.integer("PRAGMA page_count", for: "shrink the database")
            // A file of an early version cannot be shrunk; its free pages are used again.
            if after >= before { return }
            given += before - after
            tell(Int(given), Int(max(total, given)))
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

    /// Returns whether there was such a session that nobody records.
    func remove(session: Int64, tell: (Int) -> Void = { _ in }) throws(StoreError) -> Bool {
        let operation = "remove a session"
        // Else removing the row would remove all that belongs to it at once.
        try execute("PRAGMA foreign_keys = OFF", for: operation)
        defer { try? execute("PRAGMA foreign_keys = ON", for: operation) }
        let isHidden = try transaction(for: operation) { () throws(StoreError) in
            let id = try id(of: session, for: operation)
            guard try hide(session: session, for: operation) else { return false }
            try removePacks(of: id, for: operation)
            return true
        }
        if isHidden { try sweep(session, tell: tell) }
        return isHidden
    }

    private func id(of session: Int64, for operation: String) throws(StoreError) -> String {
        let statement = try Statement(
            "SELECT id FROM sessions WHERE number = ?", on: self, for: operation)
        statement.bind(1, session)
        return try statement.step() ? statement.text(0) : ""
    }

    /// Forgets what was uploaded of a session; one that is replaced by more of it keeps that.
    private func removePacks(of id: String, for operation: String) throws(StoreError) {
        let statement = try Statement(
            "DELETE FROM packs WHERE session = ?", on: self, for: operation)
        statement.bind(1, id)
        try statement.run()
    }

    /// Takes away a session's row; `sweep` is to follow.
    ///
    /// Returns whether there was one that nobody else records.
    func hide(session: Int64, for operation: String) throws(StoreError) -> Bool {
        let recorder = try Statement(
            "SELECT recorder FROM sessions WHERE number = ?", on: self, for: operation)
        recorder.bind(1, session)
        guard try recorder.step() else { return false }
        if presence.isAnother(recorder.optionalText(0)) { return false }
        recorder.reset()
        try markUnfinished(session, for: operation)
        let row = try Statement("DELETE FROM sessions WHERE number = ?", on: self, for: operation)
        row.bind(1, session)
        try row.run()
        return true
    }

    /// Removes all that belongs to a session without a row.
    func sweep(_ session: Int64, tell: (Int) -> Void = { _ in }) throws(StoreError) {
        // Nobody sees the session any more; only its space is still taken.
        let operation = "free the space of a removed session"
        try claimOwn(session)
        let events = try Statement(
            """
            DELETE FROM events WHERE id BETWEEN ?1 AND
                (SELECT max(id) FROM (SELECT id FROM events WHERE id BETWEEN ?1 AND ?2
                ORDER BY id LIMIT ?3))
            """, on: self, for: operation)
        var count = 0
        var changes = 0
        repeat {
            events.bind(1, session << 32)
            events.bind(2, (session + 1) << 32 - 1)
            events.bind(3, Self.stepSize)
            try transaction(for: operation) { () throws(StoreError) in try events.run() }
            changes = Int(sqlite3_changes(handle))
            count += changes
            tell(count)
        } while changes > 0
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
