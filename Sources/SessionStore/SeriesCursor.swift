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
        row = try Statement(SeriesRow.sql, on: connection, for: operation)
        histogram = try Statement(SeriesRow.latencies, on: connection, for: operation)
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
            latencies: try histogram.latencies(of: id), busy: withBusy ? try busy(of: id) : [])
    }

    private func busy(of series: Int64) throws(StoreError) -> [Interval] {
        intervals.bind(1, series)
        defer { intervals.reset() }
        var busy: [Interval] = []
        while try intervals.step() { busy.append(try intervals.interval()) }
        return busy
    }
}
