public import CSMEvents

/// Events of one session that share their labels, as counts.
public struct SeriesSample: Sendable {
    /// The session's id.
    public let session: String
    public let labels: EventLabels
    public let events: Int
    /// The sum of AttemptCount over the calls.
    public let attemptsExpected: Int
    /// The sum of AttemptCount − 1, none below 0, over the calls.
    public let retries: Int
    public let latencies: LatencyHistogram
    /// Stretches of time in which at least one of the calls was in flight; they may overlap.
    public let busy: [Interval]

    public init(
        session: String, labels: EventLabels, events: Int, attemptsExpected: Int, retries: Int,
        latencies: LatencyHistogram, busy: [Interval]
    ) {
        self.session = session
        self.labels = labels
        self.events = events
        self.attemptsExpected = attemptsExpected
        self.retries = retries
        self.latencies = latencies
        self.busy = busy
    }
}
