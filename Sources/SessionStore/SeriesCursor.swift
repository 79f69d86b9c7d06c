import CSMEvents

/// The series of a session, one at a time.
public final class SeriesCursor {
    /// In which order they come.
    public enum Order: Sendable {
        /// As they were first seen.
        case recorded
        /// All series of an operation together: by the bytes of the service's and the API's name.
        case operation
    }

    private let session: Int64
    private let withBusy: Bool
    /// The numbers of the rows, in the order asked for.
    private let ids: Statement
    private let row: Statement
    private let histogram: Statement
    private let intervals: Statement

    /// Of the session of that number; when its calls were in flight is read only `withBusy`.
    init(
        of session: Int64, in order: Order, withBusy: Bool, on connection: borrowing Connection
    ) throws(StoreError) {
        let operation = "read the statistics"
        self.session = session
        self.withBusy = withBusy
        // Rows are read one by one: to sort them whole, SQLite would write them all to a file.
        ids =
            switch order {
            case .recorded:
                try Statement(
                    "SELECT id FROM series WHERE session = ? ORDER BY id", on: connection,
                    for: operation)
            case .operation:
                try Statement(
                    "SELECT id FROM series WHERE session = ? ORDER BY service, api, id",
                    on: connection, for: operation)
            }
        row = try Statement(
            """
            SELECT level, type, service, api, client_id, region, sdk, sdk_version, user_agent,
                host, status, exception, is_error, is_throttle, events, attempts_expected, retries,
                resource, is_span
            FROM series WHERE id = ?
            """, on: connection, for: operation)
        histogram = try Statement(
            "SELECT latency_ms, events FROM latencies WHERE series = ? ORDER BY latency_ms",
            on: connection, for: operation)
        intervals = try Statement(
            "SELECT start_ms, end_ms FROM busy WHERE series = ? ORDER BY start_ms",
            on: connection, for: operation)
        ids.bind(1, session)
    }

    /// The next series; `nil` after the last one.
    public func next() throws(StoreError) -> RecordedSeries? {
        guard try ids.step() else { return nil }
        let id = ids.integer(0)
        row.bind(1, id)
        defer { row.reset() }
        guard try row.step() else { throw ids.damaged(0) }
        return RecordedSeries(
            id: id, session: session, labels: try row.seriesLabels(), events: try row.count(14),
            attemptsExpected: try row.sum(15), retries: try row.sum(16),
            latencies: try latencies(of: id), busy: withBusy ? try busy(of: id) : [])
    }

    private func latencies(
        of series: Int64
    ) throws(StoreError) -> [(milliseconds: Int, events: Int)] {
        histogram.bind(1, series)
        defer { histogram.reset() }
        var latencies: [(milliseconds: Int, events: Int)] = []
        while try histogram.step() {
            let latency = try histogram.integer(0, in: StoredValues.figures)
            latencies.append((Int(latency), try histogram.count(1)))
        }
        return latencies
    }

    private func busy(of series: Int64) throws(StoreError) -> [Interval] {
        intervals.bind(1, series)
        defer { intervals.reset() }
        var busy: [Interval] = []
        while try intervals.step() { busy.append(try intervals.interval()) }
        return busy
    }
}

extension Statement {
    /// What the events of a series have in common, from a row of `series`: columns 0 to 13 are those
    /// from `level` to `is_throttle`, 17 and 18 are `resource` and `is_span`.
    func seriesLabels() throws(StoreError) -> EventLabels {
        EventLabels(
            level: EventLevel(rawValue: text(0)) ?? .other, type: optionalText(1),
            service: text(2), api: text(3), clientID: optionalText(4), region: optionalText(5),
            sdk: optionalText(6), sdkVersion: optionalText(7), userAgent: optionalText(8),
            host: optionalText(9), status: try code(10), exception: optionalText(11),
            isError: integer(12) != 0, isThrottle: integer(13) != 0,
            resource: optionalText(17), isSpan: integer(18) != 0)
    }
}
