public import FirehoseLines

/// The question that brings the events of one session back, in the order in which they came.
public struct SessionEventsQuery: Sendable {
    /// The fields of an event, each of the column of its name.
    public static let fields = EventColumn.all
    /// How many events there are, and when the first and the last came, in every row.
    private static let figures = ["events", "first_ms", "last_ms"]

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
                count(*) OVER () AS events, min(receivedtimestamp) OVER () AS first_ms,
                max(receivedtimestamp) OVER () AS last_ms
            FROM arrived
            WHERE copy = 1
            ORDER BY sessionid, sequence
            """
    }
}
