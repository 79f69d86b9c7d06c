/// What joining a span to an event that is stored needs, prepared once.
final class JoinStatements {
    private let selectEvent: Statement
    private let updateEvent: Statement
    private let takeFromSeries: Statement
    private let takeLatency: Statement
    private let removeLatency: Statement
    private let removeEmptySeries: Statement

    init(on connection: borrowing Connection) throws(StoreError) {
        let operation = "store events"
        selectEvent = try Statement(
            "SELECT series, bytes FROM events WHERE id = ?", on: connection, for: operation)
        updateEvent = try Statement(
            "UPDATE events SET series = ?, bytes = ? WHERE id = ?", on: connection, for: operation)
        takeFromSeries = try Statement(
            """
            UPDATE series SET events = events - 1, attempts_expected = attempts_expected - ?,
                retries = retries - ? WHERE id = ?
            """, on: connection, for: operation)
        takeLatency = try Statement(
            "UPDATE latencies SET events = events - 1 WHERE series = ? AND latency_ms = ?",
            on: connection, for: operation)
        removeLatency = try Statement(
            "DELETE FROM latencies WHERE series = ? AND latency_ms = ? AND events = 0",
            on: connection, for: operation)
        removeEmptySeries = try Statement(
            "DELETE FROM series WHERE session = ? AND events = 0", on: connection, for: operation)
    }

    /// Calls `body` with the series and the bytes of an event, if it is there.
    func withEvent(
        _ row: Int64,
        _ body: (_ series: Int64, _ bytes: UnsafeBufferPointer<UInt8>) throws(StoreError) -> Void
    ) throws(StoreError) {
        selectEvent.bind(1, row)
        defer { selectEvent.reset() }
        guard try selectEvent.step() else { return }
        try body(selectEvent.integer(0), selectEvent.bytes(1))
    }

    func update(_ row: Int64, series: Int64, _ bytes: [UInt8]) throws(StoreError) {
        try bytes.withUnsafeBufferPointer { (bytes) throws(StoreError) in
            updateEvent.bind(1, series)
            updateEvent.bind(2, borrowed: bytes)
            updateEvent.bind(3, row)
            try updateEvent.run()
        }
    }

    /// Takes an event out of the figures of the series that it was in, which are written.
    func take(_ event: MovedEvent) throws(StoreError) {
        takeFromSeries.bind(1, Int64(event.attemptCount))
        takeFromSeries.bind(2, Int64(event.retries))
        takeFromSeries.bind(3, event.series)
        try takeFromSeries.run()
        guard let latency = event.latency else { return }
        takeLatency.bind(1, event.series)
        takeLatency.bind(2, latency)
        try takeLatency.run()
        removeLatency.bind(1, event.series)
        removeLatency.bind(2, latency)
        try removeLatency.run()
    }

    /// Removes the series that all events went from.
    func removeEmptySeries(of session: Int64) throws(StoreError) {
        removeEmptySeries.bind(1, session)
        try removeEmptySeries.run()
    }
}
