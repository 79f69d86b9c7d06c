public import CSMEvents

/// All events of a session that share their labels, as counts.
public struct RecordedSeries: Sendable {
    /// The session's number in this database.
    public let session: Int64
    public let labels: EventLabels
    public let events: Int
    /// The sum of AttemptCount; 0 but for calls.
    public let attemptsExpected: Int
    /// The sum of AttemptCount − 1, none below 0; 0 but for calls.
    public let retries: Int
    /// How many events had which latency, in whole milliseconds, ascending.
    ///
    /// Events without a latency are not in it.
    public let latencies: [(milliseconds: Int, events: Int)]
}
