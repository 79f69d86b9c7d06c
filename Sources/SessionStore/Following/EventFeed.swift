public import CSMEvents

/// The events of a session while it gets more of them, a piece at a time.
///
/// Each read is a short transaction of its own: nothing of the database is held between two, so that
/// the recorder's log can be emptied whatever the reader does with what it got.
public final class EventFeed {
    private let session: Int64
    private let events: Statement
    private let labels: Statement
    private let bytes: Statement
    private let version: Statement
    private var lastVersion: Int64?

    /// Of the session of that number.
    public init(of session: Int64, in store: SessionStore) throws(StoreError) {
        let operation = "read the events"
        self.session = session
        events = try Statement(
            """
            SELECT id & 0xFFFFFFFF AS sequence, series, t_us, start_ms, latency_ms, attempt_count,
                message, duration_us
            FROM events WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?
            """, on: store.connection, for: operation)
        labels = try Statement(SeriesRow.sql, on: store.connection, for: operation)
        bytes = try Statement(
            "SELECT bytes FROM events WHERE id = ?", on: store.connection, for: operation)
        version = try Statement("PRAGMA data_version", on: store.connection, for: operation)
    }

    /// Whether anybody has written to the database since this was last asked; at first it is so.
    public func hasNews() throws(StoreError) -> Bool {
        defer { version.reset() }
        _ = try version.step()
        let current = version.integer(0)
        defer { lastVersion = current }
        return current != lastVersion
    }

    /// The events after a sequence number, `limit` of them at most, in the order of arrival.
    public func events(after sequence: Int64, limit: Int) throws(StoreError) -> [EventOutline] {
        events.bind(1, session << 32 + sequence + 1)
        events.bind(2, (session + 1) << 32 - 1)
        events.bind(3, Int64(limit))
        defer { events.reset() }
        var outlines: [EventOutline] = []
        while try events.step() { outlines.append(try EventOutline(events)) }
        return outlines
    }

    /// What the events of a series have in common; `nil` where the series is gone.
    public func labels(of series: Int64) throws(StoreError) -> EventLabels? {
        labels.bind(1, series)
        defer { labels.reset() }
        return try labels.step() ? try labels.seriesLabels() : nil
    }

    /// The mark that an event is; `nil` if it is none.
    public func mark(at sequence: Int64) throws(StoreError) -> MarkEvent? {
        bytes.bind(1, session << 32 + sequence)
        defer { bytes.reset() }
        return try bytes.step() ? MarkEvent(bytes.bytes(0)) : nil
    }
}
