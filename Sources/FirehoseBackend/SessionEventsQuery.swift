public import FirehoseLines

/// The question that brings the events of one session back, in the order in which they came.
public struct SessionEventsQuery: Sendable {
    /// The fields of an event, each of the column of its name.
    public static let fields = EventColumn.all
    /// In every row: how many events its session has, when the first and the last came, and the ids
    /// of the first and the last of all sessions.
    private static let figures = [
        "events", "first_ms", "last_ms", "first_session", "last_session",
    ]

    /// The columns of the answer, in order.
    public let columns: [String] = fields.map(\.name) + figures
    /// One statement, without a semicolon or a newline at its end.
    public let sql: String

    public init(of filter: EventFilter) {
        let names = Self.fields.map(\.name).joined(separator: ", ")
        sql = """
            WITH arrived AS (
                SELECT \(names),
                    row_number() OVER (PARTITION BY eventid) AS copy
                FROM \(EventTable.name)
                WHERE \(EventFilter.condition([filter]))
            )
            SELECT \(names),
                count(*) OVER (PARTITION BY sessionid) AS events,
                min(receivedtimestamp) OVER (PARTITION BY sessionid) AS first_ms,
                max(receivedtimestamp) OVER (PARTITION BY sessionid) AS last_ms,
                min(sessionid) OVER () AS first_session, max(sessionid) OVER () AS last_session
            FROM arrived
            WHERE copy = 1 AND type IN ('ApiCall', 'ApiCallAttempt')
            ORDER BY sessionid, sequence
            """
    }
}
