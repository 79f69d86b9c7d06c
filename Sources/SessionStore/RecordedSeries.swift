public import CSMEvents

/// All events of a session that share their labels, as counts.
public struct RecordedSeries: Sendable {
    /// The row's number, in this database only.
    public let id: Int64
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
    /// Stretches of time in which at least one of them was in flight, by their starts; they may
    /// overlap.
    ///
    /// Empty but for calls.
    public let busy: [Interval]
}
