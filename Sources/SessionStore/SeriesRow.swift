import CSMEvents

/// A row of `series` as it is read: the text of the statements, beside what takes their columns
/// apart.
enum SeriesRow {
    /// Of the series of that id.
    static let sql: StaticString = """
        SELECT level, type, service, api, client_id, region, sdk, sdk_version, user_agent,
            host, status, exception, is_error, is_throttle, events, attempts_expected, retries,
            resource, is_span
        FROM series WHERE id = ?
        """

    /// The histogram of the series of that id.
    static let latencies: StaticString =
        "SELECT latency_ms, events FROM latencies WHERE series = ? ORDER BY latency_ms"
}

extension Statement {
    /// What the events of a series have in common, from a row of `SeriesRow.sql`.
    func seriesLabels() throws(StoreError) -> EventLabels {
        EventLabels(
            level: EventLevel(rawValue: text(0)) ?? .other, type: optionalText(1),
            service: text(2), api: text(3), clientID: optionalText(4), region: optionalText(5),
            sdk: optionalText(6), sdkVersion: optionalText(7), userAgent: optionalText(8),
            host: optionalText(9), status: try code(10), exception: optionalText(11),
            isError: integer(12) != 0, isThrottle: integer(13) != 0,
            resource: optionalText(17), isSpan: integer(18) != 0)
    }

    /// Runs `SeriesRow.latencies`: how many events of a series had which latency, ascending.
    func latencies(
        of series: Int64
    ) throws(StoreError) -> [(milliseconds: Int, events: Int)] {
        bind(1, series)
        defer { reset() }
        var latencies: [(milliseconds: Int, events: Int)] = []
        while try step() {
            let latency = try integer(0, in: StoredValues.figures)
            latencies.append((Int(latency), try count(1)))
        }
        return latencies
    }
}
