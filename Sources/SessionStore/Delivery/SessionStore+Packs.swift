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
            packs.append(
                PackRecord(
                    session: session, first: rows.integer(0), last: rows.integer(1),
                    events: Int(rows.integer(2)), sessionName: rows.optionalText(3),
                    functionName: rows.optionalText(4),
                    state: PackRecord.State(rawValue: rows.text(5)) ?? .inFlight,
                    maybeTwice: rows.integer(6) != 0))
        }
        return packs
    }

    /// Writes packs in one transaction, over what was known of them.
    public func write(_ packs: [PackRecord], to target: Int64) throws(StoreError) {
        if packs.isEmpty { return }
        let operation = "write the deliveries"
        try connection.transaction(for: operation) { () throws(StoreError) in
            let row = try Statement(
                """
                INSERT OR REPLACE INTO packs (target, session, first, last, events, session_name,
                    function_name, state, maybe_twice)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, on: connection, for: operation)
            for pack in packs {
                row.bind(1, target)
                row.bind(2, pack.session)
                row.bind(3, pack.first)
                row.bind(4, pack.last)
                row.bind(5, Int64(pack.events))
                row.bind(6, pack.sessionName)
                row.bind(7, pack.functionName)
                row.bind(8, pack.state.rawValue)
                row.bind(9, pack.maybeTwice)
                try row.run()
            }
        }
    }

    /// How much of a session a target has.
    public struct Delivered: Sendable, Equatable {
        /// Acknowledged events, and of them those that may be there twice.
        public var events = 0
        public var maybeTwice = 0

        public init() {}
    }

    /// What a target has of each session, by the session's id; nothing of those that are not here.
    public func delivered(to target: Int64) throws(StoreError) -> [String: Delivered] {
        let rows = try Statement(
            """
            SELECT session, sum(events), coalesce(sum(events) FILTER (WHERE maybe_twice), 0)
            FROM packs WHERE target = ? AND state = 'acked' GROUP BY session
            """, on: connection, for: "read the deliveries")
        rows.bind(1, target)
        var delivered: [String: Delivered] = [:]
        while try rows.step() {
            var session = Delivered()
            session.events = Int(rows.integer(1))
            session.maybeTwice = Int(rows.integer(2))
            delivered[rows.text(0)] = session
        }
        return delivered
    }
}
