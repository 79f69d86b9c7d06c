public import CSMEvents

extension SessionStore {
    /// When calls of the session of that number were in flight by their own timestamps, as intervals
    /// that do not touch, ascending.
    public func busy(of session: Int64) throws(StoreError) -> [Interval] {
        let rows = try Statement(
            """
            SELECT start_ms, end_ms FROM busy JOIN series ON series.id = busy.series
            WHERE session = ? ORDER BY start_ms
            """, on: connection, for: "read the statistics")
        rows.bind(1, session)
        var busy: [Interval] = []
        while try rows.step() {
            let interval = try rows.interval()
            if let last = busy.last, interval.start <= last.end {
                busy[busy.count - 1].end = max(last.end, interval.end)
            } else {
                busy.append(interval)
            }
        }
        return busy
    }
}

extension Statement {
    /// The interval in the first two columns.
    func interval() throws(StoreError) -> Interval {
        let start = try integer(0, in: StoredValues.milliseconds)
        return Interval(
            start: start, end: try integer(1, in: start...StoredValues.milliseconds.upperBound))
    }
}
