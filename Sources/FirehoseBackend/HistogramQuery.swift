/// The question that figures of pushed sessions come from: how often each latency occurred, by
/// whatever is asked for.
///
/// Its answer is as large as there are different latencies, however many events there are. The table
/// is read once; events are counted by session first, so that what is asked of whole sessions is
/// told by few rows.
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
            case .hour: PushedEvents.received(roundedTo: 3_600_000) + " AS hour_ms"
            case .day: PushedEvents.received(roundedTo: 86_400_000) + " AS day_ms"
            case .client, .userAgent, .host, .resource: column
            case .region, .status, .session, .function: nil
            }
        }
    }

    /// Where sessions may be cut: the attempts that were seen of such a session are not compared with
    /// those that its calls count.
    public enum Edge: Sendable {
        /// None is.
        case nowhere
        /// Those are that began before the first event that is counted, or received one at this time
        /// or later, in milliseconds since 1970.
        case time(Int64)
    }

    /// The columns of the answer, in order.
    public let columns: [String]
    /// One statement, without a semicolon or a newline at its end.
    public let sql: String

    /// Those of every answer.
    private static let operation = ["service", "api"]
    private static let kind = ["is_call", "is_error", "is_throttle", "is_span", "latency_ms"]
    private static let figures = [
        "events", "attempts_expected", "retries", "counted", "first_ms", "last_ms", "sessions",
        "session_name", "session_function",
    ]
    /// 1 in the row that counts all.
    private static let total = "is_total"
    /// What a budget asks besides: the event that was received first of those that a row counts, and
    /// of an operation's attempts, in any of its rows, those that were not seen, that spans do not
    /// show, and that were seen of calls that were not.
    private static let balances = ["example", "missing", "not_shown", "surplus"]

    /// What of an event is selected besides what `PushedEvents` selects and the keys.
    private static let selected = [
        PushedEvents.received() + " AS received_ms",
        // Of spans alone.
        "duration_us IS NOT NULL AS is_span",
        """
        CASE WHEN type = 'ApiCall' AND latency BETWEEN 0 AND 2147483647 THEN latency
                    WHEN type = 'ApiCallAttempt' AND attemptlatency BETWEEN 0 AND 2147483647
                    THEN attemptlatency END AS latency_ms
        """,
    ]

    /// Counts what any of the filters takes.
    ///
    /// With `edge` the answer has what a budget asks besides.
    public init(by keys: [Key], of filters: [EventFilter], edge: Edge? = nil) {
        let keys = Key.allCases.filter(keys.contains)
        let groups = Self.operation + keys.map(\.column) + Self.kind
        let isJudged = edge != nil
        columns = [Self.total] + groups + Self.figures + (isJudged ? Self.balances : [])
        let group = groups.joined(separator: ", ")
        let events = PushedEvents.sql(
            where: EventFilter.condition(filters),
            numbering: isJudged ? Self.extent : "",
            selecting: (keys.compactMap(\.expression) + Self.selected
                + (edge.map { [Self.isWhole($0)] } ?? []))
                .map { $0 + ",\n        " }.joined())
        let own = keys.contains(.session) ? group : "sessionid, " + group
        // A column costs what is read of it, and only sessions have a name.
        let names =
            keys.contains(.session)
            ? "max(sessionname) AS session_name, max(functionname) AS session_function"
            : "CAST(NULL AS varchar) AS session_name, CAST(NULL AS varchar) AS session_function"
        sql =
            events
                + """
                ), counted AS (
                    SELECT \(own),
                        count(*) AS events, sum(attempts) AS attempts_expected,
                        sum(retries) AS retries, count(attempts) AS counted,
                        min(received_ms) AS first_ms, max(received_ms) AS last_ms,
                        \(names)\
                \(isJudged ? Self.example : "")
                    FROM events
                    GROUP BY \(own)
                ), placed AS (
                    SELECT *, row_number() OVER (PARTITION BY sessionid) AS session_place\
                \(isJudged ? Self.balance : "")
                    FROM counted
                )
                SELECT grouping(service) AS \(Self.total),
                    \(group),
                    sum(events) AS events, sum(attempts_expected) AS attempts_expected,
                    sum(retries) AS retries, sum(counted) AS counted, min(first_ms) AS first_ms,
                    max(last_ms) AS last_ms,
                    count(*) FILTER (WHERE session_place = 1) AS sessions,
                    max(session_name) AS session_name, max(session_function) AS session_function\
                \(isJudged ? Self.sums : "")
                FROM placed
                GROUP BY GROUPING SETS ((\(group)), ())
                ORDER BY \(Self.total) DESC, \(group)
                """
    }
}
