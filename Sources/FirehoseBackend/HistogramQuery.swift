/// The question that figures of pushed sessions come from: how often each latency occurred, by
/// whatever is asked for.
///
/// Its answer is as large as there are different latencies, however many events there are.
public struct HistogramQuery: Sendable {
    /// What else than service, API, level and outcome events are counted by.
    public enum Key: String, Sendable, CaseIterable {
        case region, client, userAgent = "useragent", host, status, resource
        case session, function
        /// The UTC hour or day in which its recorder received an event.
        case hour, day

        /// The column of the answer.
        public var column: String {
            switch self {
            case .hour: "hour_ms"
            case .day: "day_ms"
            case .session: "sessionid"
            case .function: "functionname"
            case .client: "clientid"
            case .host: "fqdn"
            case .region, .userAgent, .status, .resource: rawValue
            }
        }

        /// What of the table it is; `nil` for what `PushedEvents` selects anyway.
        fileprivate var expression: String? {
            switch self {
            case .hour: "receivedtimestamp - receivedtimestamp % 3600000 AS hour_ms"
            case .day: "receivedtimestamp - receivedtimestamp % 86400000 AS day_ms"
            case .client, .userAgent, .host, .resource: column
            case .region, .status, .session, .function: nil
            }
        }
    }

    public let keys: [Key]
    /// The columns of the answer, in order.
    public let columns: [String]
    /// One statement, without a semicolon or a newline at its end.
    public let sql: String

    /// Those of every answer.
    private static let operation = ["service", "api"]
    private static let kind = ["is_call", "is_error", "is_throttle", "is_span", "latency_ms"]
    private static let figures = [
        "events", "attempts_expected", "retries", "counted", "first_ms", "last_ms", "sessions",
        "sessionname", "functions",
    ]
    /// The id of the event that was received first of those that a row counts.
    private static let example = "example"
    /// 1 in the row that counts all.
    private static let total = "is_total"

    /// What of an event is selected besides what `PushedEvents` selects and the keys.
    private static let selected = [
        "receivedtimestamp AS received_ms",
        // Of spans alone.
        "duration_us IS NOT NULL AS is_span",
        """
        CASE WHEN type = 'ApiCall' AND latency BETWEEN 0 AND 2147483647 THEN latency
                WHEN type = 'ApiCallAttempt' AND attemptlatency BETWEEN 0 AND 2147483647
                THEN attemptlatency END AS latency_ms
        """,
    ]

    /// Counts what any of the filters takes; with `examples` each row also names one of its events.
    public init(by keys: [Key], of filters: [EventFilter], examples: Bool = false) {
        let keys = Key.allCases.filter(keys.contains)
        self.keys = keys
        let groups = Self.operation + keys.map(\.column) + Self.kind
        columns =
            [Self.total] + groups + Self.figures + (examples ? [Self.example] : [])
        let group = groups.joined(separator: ", ")
        // A session has one name.
        let names =
            keys.contains(.session)
            ? "max(sessionname) AS sessionname, max(functionname) AS functions"
            : "CAST(NULL AS varchar) AS sessionname, CAST(NULL AS varchar) AS functions"
        let example = examples ? ",\n    min_by(eventid, received_ms) AS \(Self.example)" : ""
        sql =
            PushedEvents.sql(
                where: EventFilter.condition(filters),
                selecting: (keys.compactMap(\.expression) + Self.selected)
                    .map { $0 + ",\n        " }.joined())
                + """
                )
                SELECT grouping(service) AS \(Self.total),
                    \(group),
                    count(*) AS events, sum(attempts) AS attempts_expected, sum(retries) AS retries,
                    count(attempts) AS counted, min(received_ms) AS first_ms,
                    max(received_ms) AS last_ms, count(DISTINCT sessionid) AS sessions,
                    \(names)\(example)
                FROM events
                GROUP BY GROUPING SETS ((\(group)), ())
                ORDER BY \(Self.total) DESC, \(group)
                """
    }
}
