public import CSMEvents

/// The counts of a session's series while they grow.
///
/// What a recorder stores it counts in the same transaction, so that a look at the counts tells as
/// much as all events do, whatever their number.
public final class SeriesFeed {
    /// A series as it was when it was looked at.
    public struct Look {
        public let id: Int64
        public let events: Int
        public let attemptsExpected: Int
    }

    /// An event, as far as a count of the last ones needs it.
    public struct RecentEvent {
        public let series: Int64
        /// Microseconds since the session's start.
        public let arrival: Int64
        /// Milliseconds.
        public let latency: Int32?
        public let attemptCount: Int32?
    }

    /// So many series are looked at in one transaction.
    private static let pieceSize: Int64 = 1_000

    private let session: Int64
    private let store: SessionStore
    private let series: Statement
    private let labels: Statement
    private let histogram: Statement
    private let recent: Statement

    /// Of the session of that number.
    public init(of session: Int64, in store: SessionStore) throws(StoreError) {
        let operation = "read the statistics"
        self.session = session
        self.store = store
        series = try Statement(
            """
            SELECT id, events, attempts_expected FROM series WHERE session = ? AND id > ?
            ORDER BY id LIMIT ?
            """, on: store.connection, for: operation)
        labels = try Statement(SeriesRow.sql, on: store.connection, for: operation)
        histogram = try Statement(SeriesRow.latencies, on: store.connection, for: operation)
        recent = try Statement(
            """
            SELECT series, t_us, latency_ms, attempt_count FROM events
            WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?
            """, on: store.connection, for: operation)
    }

    /// Calls `body` with each series.
    ///
    /// What it asks for of the series, within the call, is of the same moment. Many series are read
    /// piece by piece, each piece in a transaction of its own.
    public func forEachSeries(
        _ body: (Look) throws(StoreError) -> Void
    ) throws(StoreError) {
        var after: Int64 = 0
        var isOver = false
        while !isOver {
            try store.connection.reading(for: "read the statistics") { () throws(StoreError) in
                series.bind(1, session)
                series.bind(2, after)
                series.bind(3, Self.pieceSize)
                defer { series.reset() }
                var count: Int64 = 0
                while try series.step() {
                    count += 1
                    after = series.integer(0)
                    try body(
                        Look(
                            id: after, events: try series.count(1),
                            attemptsExpected: try series.sum(2)))
                }
                isOver = count < Self.pieceSize
            }
        }
    }

    /// What the events of a series have in common; `nil` where the series is gone.
    public func labels(of series: Int64) throws(StoreError) -> EventLabels? {
        labels.bind(1, series)
        defer { labels.reset() }
        return try labels.step() ? try labels.seriesLabels() : nil
    }

    /// How many events of a series had which latency, in milliseconds, ascending.
    public func latencies(
        of series: Int64
    ) throws(StoreError) -> [(milliseconds: Int, events: Int)] {
        try histogram.latencies(of: series)
    }

    /// Calls `body` with the events, the last first, `limit` of them at most, while it returns true.
    public func forEachRecentEvent(
        limit: Int, _ body: (RecentEvent) -> Bool
    ) throws(StoreError) {
        recent.bind(1, session << 32 + 1)
        recent.bind(2, (session + 1) << 32 - 1)
        recent.bind(3, Int64(limit))
        defer { recent.reset() }
        while try recent.step() {
            let event = RecentEvent(
                series: recent.integer(0),
                arrival: try recent.integer(1, in: StoredValues.arrivals),
                latency: try recent.figure(2), attemptCount: try recent.figure(3))
            if !body(event) { return }
        }
    }
}
