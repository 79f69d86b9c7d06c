import CSQLite

/// A delivery stream, as the database tells it from others.
public struct DeliveryTarget: Sendable, Equatable {
    public let endpoint: String
    public let region: String
    public let stream: String

    public init(endpoint: String, region: String, stream: String) {
        self.endpoint = endpoint
        self.region = region
        self.stream = stream
    }
}

extension SessionStore {
    /// The number of a target; `nil` where nothing was ever sent to it.
    public func number(of target: DeliveryTarget) throws(StoreError) -> Int64? {
        // One of schema 2 that cannot be brought up to date, since it is only read.
        let hasLedger = try connection.integer(
            "SELECT count(*) FROM sqlite_schema WHERE name = 'targets'",
            for: "read the deliveries")
        if hasLedger == 0 { return nil }
        let row = try Statement(
            "SELECT id FROM targets WHERE endpoint = ? AND region = ? AND stream = ?",
            on: connection, for: "read the deliveries")
        row.bind(1, target.endpoint)
        row.bind(2, target.region)
        row.bind(3, target.stream)
        return try row.step() ? row.integer(0) : nil
    }

    /// The targets that something was sent to and whose stream has that name.
    public func targets(named stream: String) throws(StoreError) -> [DeliveryTarget] {
        let operation = "read the deliveries"
        // As above.
        let hasLedger = try connection.integer(
            "SELECT count(*) FROM sqlite_schema WHERE name = 'targets'", for: operation)
        if hasLedger == 0 { return [] }
        let row = try Statement(
            "SELECT endpoint, region FROM targets WHERE stream = ? ORDER BY id", on: connection,
            for: operation)
        row.bind(1, stream)
        var targets: [DeliveryTarget] = []
        while try row.step() {
            targets.append(
                DeliveryTarget(endpoint: row.text(0), region: row.text(1), stream: stream))
        }
        return targets
    }

    /// Makes this process the one that pushes to a target, and returns the target's number.
    ///
    /// Throws a busy error while another process is at it.
    public func claim(_ target: DeliveryTarget) throws(StoreError) -> Int64 {
        let operation = "push to \(target.stream)"
        // What stands in the ledger must be there after a power cut too: it is what keeps a record
        // from being sent twice unnoticed.
        try connection.execute("PRAGMA synchronous = FULL", for: operation)
        return try connection.transaction(for: operation) { () throws(StoreError) in
            let insertion = try Statement(
                "INSERT OR IGNORE INTO targets (endpoint, region, stream) VALUES (?, ?, ?)",
                on: connection, for: operation)
            insertion.bind(1, target.endpoint)
            insertion.bind(2, target.region)
            insertion.bind(3, target.stream)
            try insertion.run()
            let number = try number(of: target) ?? 0
            let holder = try Statement(
                "SELECT pusher FROM targets WHERE id = ?", on: connection, for: operation)
            holder.bind(1, number)
            _ = try holder.step()
            if let other = holder.optionalText(0).flatMap(RecorderIdentity.init(text:)),
                connection.presence.isAnother(other)
            {
                throw StoreError(
                    extendedCode: SQLITE_BUSY, operation: operation,
                    reason: "process \(other.process) is pushing to it")
            }
            holder.reset()
            try setPusher(of: number, connection.presence.identity().text, operation)
            return number
        }
    }

    /// Gives a claimed target free.
    public func release(target: Int64) throws(StoreError) {
        try setPusher(of: target, nil, "end a push")
    }

    private func setPusher(
        of target: Int64, _ pusher: String?, _ operation: String
    ) throws(StoreError) {
        let statement = try Statement(
            "UPDATE targets SET pusher = ? WHERE id = ?", on: connection, for: operation)
        statement.bind(1, pusher)
        statement.bind(2, target)
        try statement.run()
    }
}
