/// A question about pushed events, in the SQL of Athena's engine 3 (Trino).
///
/// All give the figures of `csm-record stats`, by its definitions. They keep to what DuckDB
/// understands too, so that the tests can run them.
public struct AthenaQuery: Sendable {
    /// Lower case, words joined by underscores.
    public let name: String
    /// What it answers, on one line.
    public let title: String
    /// One statement, without a semicolon or a newline at its end.
    public let sql: String

    /// All queries, the most general ones first.
    public static let all: [AthenaQuery] = [
        sessions, sessionStatistics, latencyByAPI, errors, slowestCalls, throttlesByDay,
    ]

    init(name: String, title: String, body: String) {
        self.name = name
        self.title = title
        self.sql = PushedEvents.ofLastWeek + body
    }
}
