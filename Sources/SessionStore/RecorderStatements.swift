import CSMEvents

/// The statements of a recording, prepared once.
final class RecorderStatements {
    private let insertEvent: Statement
    private let insertSeries: Statement
    private let lastSeries: Statement
    private let addToSeries: Statement
    private let addLatency: Statement
    private let addBusy: Statement
    private let writeCounters: Statement

    init(on connection: borrowing Connection) throws(StoreError) {
        let operation = "store events"
        insertEvent = try Statement(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", on: connection,
            for: operation)
        insertSeries = try Statement(
            """
            INSERT INTO series (id, session, level, type, service, api, client_id, region, sdk,
                sdk_version, user_agent, host, status, exception, is_error, is_throttle, events,
                attempts_expected, retries, resource, is_span)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, on: connection, for: operation)
        lastSeries = try Statement(
            "SELECT coalesce(max(id), 0) FROM series", on: connection, for: operation)
        addToSeries = try Statement(
            """
            UPDATE series SET events = events + ?, attempts_expected = attempts_expected + ?,
                retries = retries + ? WHERE id = ?
            """, on: connection, for: operation)
        addLatency = try Statement(
            """
            INSERT INTO latencies VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET events = events + excluded.events
            """, on: connection, for: operation)
        addBusy = try Statement(
            """
            INSERT INTO busy VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET end_ms = max(end_ms, excluded.end_ms)
            """, on: connection, for: operation)
        writeCounters = try Statement(
            """
            UPDATE sessions SET received = ?, decoded = ?, undecodable = ?, empty = ?,
                truncated = ?, dropped_by_kernel = ?, dropped_by_recorder = ?,
                spans_received = ?, spans_used = ?, spans_joined = ?, spans_duplicate = ?,
                requests_refused = ? WHERE number = ?
            """, on: connection, for: operation)
    }

    func insert(_ row: EventRow, bytes: UnsafeBufferPointer<UInt8>) throws(StoreError) {
        insertEvent.bind(1, row.id)
        insertEvent.bind(2, row.series)
        insertEvent.bind(3, row.arrival)
        insertEvent.bind(4, Int64(row.port))
        insertEvent.bind(5, row.start)
        insertEvent.bind(6, row.latency)
        insertEvent.bind(7, row.attemptCount)
        insertEvent.bind(8, row.message)
        insertEvent.bind(9, borrowed: bytes)
        insertEvent.bind(10, row.duration)
        try insertEvent.run()
    }

    /// A number that no series has, until the end of the transaction.
    func nextSeries() throws(StoreError) -> Int64 {
        defer { lastSeries.reset() }
        _ = try lastSeries.step()
        return lastSeries.integer(0) &+ 1
    }

    /// Adds a series with what was counted so far.
    func insertSeries(
        _ labels: EventLabels, _ tally: SeriesTally, session: Int64
    ) throws(StoreError) {
        insertSeries.bind(1, tally.id)
        insertSeries.bind(2, session)
        insertSeries.bind(3, labels.level.rawValue)
        insertSeries.bind(4, labels.type)
        insertSeries.bind(5, labels.service)
        insertSeries.bind(6, labels.api)
        insertSeries.bind(7, labels.clientID)
        insertSeries.bind(8, labels.region)
        insertSeries.bind(9, labels.sdk)
        insertSeries.bind(10, labels.sdkVersion)
        insertSeries.bind(11, labels.userAgent)
        insertSeries.bind(12, labels.host)
        insertSeries.bind(13, labels.status)
        insertSeries.bind(14, labels.exception)
        insertSeries.bind(15, labels.isError)
        insertSeries.bind(16, labels.isThrottle)
        insertSeries.bind(17, Int64(tally.events))
        insertSeries.bind(18, Int64(tally.attemptsExpected))
        insertSeries.bind(19, Int64(tally.retries))
        insertSeries.bind(20, labels.resource)
        insertSeries.bind(21, labels.isSpan)
        try insertSeries.run()
    }

    /// Adds what was counted to a series that is there.
    func addToSeries(_ tally: SeriesTally) throws(StoreError) {
        addToSeries.bind(1, Int64(tally.events))
        addToSeries.bind(2, Int64(tally.attemptsExpected))
        addToSeries.bind(3, Int64(tally.retries))
        addToSeries.bind(4, tally.id)
        try addToSeries.run()
    }

    /// Adds the latencies of a series, and when its calls were in flight.
    func addTimes(_ tally: SeriesTally) throws(StoreError) {
        try tally.latencies.forEach { (latency, events) throws(StoreError) in
            addLatency.bind(1, tally.id)
            addLatency.bind(2, latency)
            addLatency.bind(3, Int64(events))
            try addLatency.run()
        }
        try tally.forEachBusy { (interval) throws(StoreError) in
            addBusy.bind(1, tally.id)
            addBusy.bind(2, interval.start)
            addBusy.bind(3, interval.end)
            try addBusy.run()
        }
    }

    func write(_ counters: SessionCounters, session: Int64) throws(StoreError) {
        writeCounters.bind(1, Int64(counters.received))
        writeCounters.bind(2, Int64(counters.decoded))
        writeCounters.bind(3, Int64(counters.undecodable))
        writeCounters.bind(4, Int64(counters.empty))
        writeCounters.bind(5, Int64(counters.truncated))
        writeCounters.bind(6, counters.droppedByKernel.map(Int64.init))
        writeCounters.bind(7, Int64(counters.droppedByRecorder))
        writeCounters.bind(8, Int64(counters.spansReceived))
        writeCounters.bind(9, Int64(counters.spansUsed))
        writeCounters.bind(10, Int64(counters.spansJoined))
        writeCounters.bind(11, Int64(counters.spansDuplicate))
        writeCounters.bind(12, Int64(counters.requestsRefused))
        writeCounters.bind(13, session)
        try writeCounters.run()
    }
}
