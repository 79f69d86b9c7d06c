public import CSMEvents

/// Events of one session that share their labels, as counts.
public struct SeriesSample: Sendable {
    /// The session's id.
    public let session: String
    public let labels: EventLabels
    public let events: Int
    /// The sum of AttemptCount − 1, none below 0, over the calls.
    public let retries: Int
    public let latencies: LatencyHistogram

    public init(
        session: String, labels: EventLabels, events: Int, retries: Int,
        latencies: LatencyHistogram
    ) {
        self.session = session
        self.labels = labels
        self.events = events
        self.retries = retries
        self.latencies = latencies
    }
}
