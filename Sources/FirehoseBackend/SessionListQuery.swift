/// The question that a list of pushed sessions comes from, those that began last first.
public struct SessionListQuery: Sendable {
    /// The columns of the answer, in order.
    public let columns = [
        "sessionid", "sessionname", "functionname", "first_ms", "last_ms", "calls", "errors",
        "attempts", "attempts_expected", "span_attempts", "span_attempts_expected",
    ]
    /// One statement, without a semicolon or a newline at its end.
    public let sql: String

    public init(of filter: EventFilter) {
        sql =
            PushedEvents.sql(
                where: EventFilter.condition([filter]),
                selecting: PushedEvents.received() + " AS received_ms,\n        "
                    + "duration_us IS NOT NULL AS is_span,\n        ")
                + """
                )
                SELECT sessionid, max(sessionname) AS sessionname, max(functionname) AS functionname,
                    min(received_ms) AS first_ms, max(received_ms) AS last_ms,
                    count(*) FILTER (WHERE is_call) AS calls,
                    count(*) FILTER (WHERE is_call AND is_error) AS errors,
                    count(*) FILTER (WHERE NOT is_call) AS attempts,
                    sum(attempts) AS attempts_expected,
                    count(*) FILTER (WHERE is_span AND NOT is_call) AS span_attempts,
                    sum(attempts) FILTER (WHERE is_span) AS span_attempts_expected
                FROM events
                GROUP BY sessionid
                ORDER BY first_ms DESC, sessionid
                """
    }
}
