extension SessionStore {
    /// Opens the database at `path` for who follows what is recorded; `nil` where there is none, or
    /// none yet.
    ///
    /// Nothing is written through it.
    public static func openToFollow(_ path: String) throws(StoreError) -> SessionStore? {
        // A file without a byte is one that a recorder is about to fill.
        guard FileIdentity(path)?.isEmpty == false, let store = try open(path) else { return nil }
        try store.refuseWrites()
        return store
    }

    /// From now on nothing can be written through this store.
    public func refuseWrites() throws(StoreError) {
        try connection.execute("PRAGMA query_only = ON", for: "open the database")
    }

    /// Whether the store reads what there was when it was opened, whatever is recorded meanwhile: so
    /// it is of a database in a place where this user cannot write, and nobody was writing.
    public var isImmutable: Bool { connection.isImmutable }

    /// The newest session, without the counts of its events; `nil` where there is none.
    public func newestOutline() throws(StoreError) -> SessionRecord? {
        try outline(number: nil, after: nil, since: nil)
    }

    /// The session of that number, without the counts of its events; `nil` where there is none.
    public func outline(of number: Int64) throws(StoreError) -> SessionRecord? {
        try outline(number: number, after: nil, since: nil)
    }

    /// The session of that id, without the counts of its events; `nil` where there is none.
    public func outline(id: String) throws(StoreError) -> SessionRecord? {
        let number = try Statement(
            "SELECT number FROM sessions WHERE id = ?", on: connection, for: "read the sessions")
        number.bind(1, id)
        return try number.step() ? try outline(of: number.integer(0)) : nil
    }

    /// The first session that began after the one of that number, and no earlier than `since`, in
    /// microseconds since 1970: what is imported began long before.
    public func outline(after number: Int64, since: Int64) throws(StoreError) -> SessionRecord? {
        try outline(number: nil, after: number, since: since)
    }

    private func outline(
        number: Int64?, after: Int64?, since: Int64?
    ) throws(StoreError) -> SessionRecord? {
        let row = try Statement(
            """
            SELECT number, id, name, command, cwd, host, tags, tool_version, keeps_secrets,
                started_us, ended_us, exit_code, exit_signal, recorder, received, decoded,
                undecodable, empty, truncated, dropped_by_kernel, dropped_by_recorder, 0 AS calls,
                0 AS errors, 0 AS attempts_expected, 0 AS attempts, 0 AS attempts_not_shown,
                spans_received, spans_used, spans_joined, spans_duplicate, requests_refused,
                left_behind,
                (SELECT t_us FROM events WHERE events.id BETWEEN number << 32 AND
                    (number + 1 << 32) - 1 ORDER BY events.id DESC LIMIT 1) AS last_t_us
            FROM sessions
            WHERE (?1 IS NULL OR number = ?1) AND (?2 IS NULL OR number > ?2 AND started_us >= ?3)
            ORDER BY iif(?2 IS NULL, -started_us, number), number DESC LIMIT 1
            """, on: connection, for: "read the sessions")
        row.bind(1, number)
        row.bind(2, after)
        row.bind(3, since)
        return try row.step() ? try record(row) : nil
    }
}
