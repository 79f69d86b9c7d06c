extension AthenaQuery {
    static let sessionStatistics = AthenaQuery(
        name: "session_statistics",
        title: "What csm-record stats shows of each session: figures per service and API.",
        body: statistics(of: ["sessionid", "service", "api"], first: ["sessionid"]))

    static let latencyByAPI = AthenaQuery(
        name: "latency_by_api",
        title: "The same figures per service and API, over all sessions.",
        body: statistics(of: ["service", "api"], first: []))

    /// Counts, and exact percentiles by nearest rank, per group; the `first` keys order the rows,
    /// then the total time does.
    ///
    /// The value at position ceil(q · n) is the least that q · n values do not exceed. That is
    /// found by summing up how often each latency was seen, in whole numbers.
    private static func statistics(of keys: [String], first: [String]) -> String {
        let group = keys.joined(separator: ", ")
        let order = (first + ["sum(call_ms * measured) DESC NULLS LAST", "service", "api"])
            .joined(separator: ", ")
        return """
            ), counted AS (
                SELECT \(group), call_ms,
                    count(call_ms) AS measured,
                    count(*) FILTER (WHERE is_call) AS calls,
                    count(*) FILTER (WHERE is_call AND is_error) AS errors,
                    sum(retries) AS retries,
                    count(*) FILTER (WHERE is_throttle) AS throttles
                FROM events
                GROUP BY \(group), call_ms
            ), ranked AS (
                SELECT *,
                    sum(measured) OVER (PARTITION BY \(group)
                        ORDER BY call_ms NULLS LAST ROWS UNBOUNDED PRECEDING) AS reached,
                    sum(measured) OVER (PARTITION BY \(group)) AS total
                FROM counted
            )
            SELECT \(group),
                sum(calls) AS calls, sum(errors) AS errors, sum(retries) AS retries,
                sum(throttles) AS throttles,
                min(call_ms) FILTER (WHERE reached * 100 >= total * 50) AS p50_ms,
                min(call_ms) FILTER (WHERE reached * 100 >= total * 90) AS p90_ms,
                min(call_ms) FILTER (WHERE reached * 100 >= total * 95) AS p95_ms,
                min(call_ms) FILTER (WHERE reached * 100 >= total * 99) AS p99_ms,
                max(call_ms) AS max_ms
            FROM ranked
            GROUP BY \(group)
            ORDER BY \(order)
            """
    }
}
