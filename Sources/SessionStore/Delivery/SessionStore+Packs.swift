import CSQLite

/// The packs of a target.
extension SessionStore {
    /// Those of a session, in the order of its events.
    public func packs(of session: String, to target: Int64) throws(StoreError) -> [PackRecord] {
        let rows = try Statement(
            """
            SELECT first, last, events, session_name, function_name, state, maybe_twice
            FROM packs WHERE session = ? AND target = ? ORDER BY first
            """, on: connection, for: "read the deliveries")
        rows.bind(1, session)
        rows.bind(2, target)
        var packs: [PackRecord] = []
        while try rows.step() {
            let first = try rows.integer(0, in: StoredValues.sequences)
            packs.append(
                PackRecord(
                    session: session, first: first,
                    last: try rows.integer(1, in: first...StoredValues.sequences.upperBound),
                    events: try rows.count(2), sessionName: rows.optionalText(3),
                    functionName: rows.optionalText(4),
                    state: PackRecord.State(rawValue: rows.text(5)) ?? .inFlight,
                    maybeTwice: rows.integer(6) != 0))
        }
        return packs
    }

    /// Writes packs that are about to be sent, over what was known of them.
    public func begin(_ packs: [PackRecord], to target: Int64) throws(StoreError) {
        try forEach(
            packs, target,
            """
            INSERT OR REPLACE INTO packs (target, session, first, last, state, maybe_twice, events,
                session_name, function_name)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ) { pack, row in
            row.bind(7, Int64(pack.events))
            row.bind(8, pack.sessionName)
            row.bind(9, pack.functionName)
        }
    }

    /// Writes what became of packs that were begun.
    ///
    /// Those of a session that was removed in the meantime stay forgotten.
    public func settle(_ packs: [PackRecord], to target: Int64) throws(StoreError) {
        try forEach(
            packs, target,
            """
            UPDATE packs SET state = ?5, maybe_twice = ?6
            WHERE target = ?1 AND session = ?2 AND first = ?3 AND last = ?4
            """)
    }

    /// Runs a statement for each pack, in one transaction.
    ///
    /// Its first six parameters are the target, the session, the first and the last event, the
    /// state and whether it may be there twice.
    private func forEach(
        _ packs: [PackRecord], _ target: Int64, _ sql: StaticString,
        bindRest: (PackRecord, borrowing Statement) -> Void = { _, _ in }
    ) throws(StoreError) {
        if packs.isEmpty { return }
        let operation = "write the deliveries"
        try connection.checkFile(for: operation)
        try connection.transaction(for: operation) { () throws(StoreError) in
            let row = try Statement(sql, on: connection, for: operation)
            for pack in packs {
                row.bind(1, target)
                row.bind(2, pack.session)
                row.bind(3, pack.first)
                row.bind(4, pack.last)
                row.bind(5, pack.state.rawValue)
                row.bind(6, pack.maybeTwice)
                bindRest(pack, row)
                try row.run()
            }
        }
    }

    /// How much of a session a target has.
    public struct Delivered: Sendable, Equatable {
        /// Acknowledged events.
        public var events = 0
        /// Events that may be there twice.
        public var maybeTwice = 0

        public init() {}
    }

    /// What a target has of each session, by the session's id.
    public func delivered(to target: Int64) throws(StoreError) -> [String: Delivered] {
        let rows = try Statement(
            """
            SELECT session, coalesce(sum(events) FILTER (WHERE state = 'acked'), 0) AS events,
                coalesce(sum(events) FILTER (WHERE maybe_twice), 0) AS maybe_twice
            FROM packs WHERE target = ? GROUP BY session
            """, on: connection, for: "read the deliveries")
        rows.bind(1, target)
        var delivered: [String: Delivered] = [:]
        while try rows.step() {
            var session = Delivered()
            session.events = try rows.sum(1)
            session.maybeTwice = try rows.sum(2)
            delivered[rows.text(0)] = session
        }
        return delivered
    }
}
