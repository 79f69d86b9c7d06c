/// Where figures come from that Athena counted, and what counting them took.
public struct FleetAnswer: Sendable, Equatable {
    public var workGroup: String
    public var database: String
    /// The functions that were selected; empty for all.
    public var functions: [String] = []
    /// The ids of its query executions.
    public var queries: [String] = []
    /// The days of arrival that were read: `2026-11-20`.
    public var firstDay: String
    public var lastDay: String
    /// Sessions with at least one of the events.
    public var sessions = 0
    /// Calls and attempts.
    public var events = 0
    /// When the first and the last of them were received, in milliseconds since 1970.
    public var firstReceived: Int64?
    public var lastReceived: Int64?
    /// What Athena read, and bills.
    public var scannedBytes = 0
    /// From the start of the query to its end, by Athena's clock.
    public var milliseconds = 0

    public init(workGroup: String, database: String, firstDay: String, lastDay: String) {
        self.workGroup = workGroup
        self.database = database
        self.firstDay = firstDay
        self.lastDay = lastDay
    }
}
