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
    /// The marks that all of them belong to; empty unless these were asked for.
    public let marks: [String]

    public init(
        session: String, labels: EventLabels, events: Int, attemptsExpected: Int, retries: Int,
        latencies: LatencyHistogram, busy: [Interval], marks: [String] = []
    ) {
        self.session = session
        self.labels = labels
        self.events = events
        self.attemptsExpected = attemptsExpected
        self.retries = retries
        self.latencies = latencies
        self.busy = busy
        self.marks = marks
    }

    private struct Key: Hashable {
        let labels: Int
        let marks: [String]
    }

    /// A session's calls and attempts, counted for each set of labels and marks.
    public static func samples(
        of trace: CallTrace, _ marks: SessionMarks, session: String
    ) -> [SeriesSample] {
        var groups: [Key: [TimedEvent]] = [:]
        for events in [trace.calls, trace.attempts] {
            for (event, marks) in zip(events, marks.marks(of: events)) {
                groups[Key(labels: event.labels, marks: marks), default: []].append(event)
            }
        }
        return groups.map { key, events in
            let labels = trace.labels[key.labels]
            let isCall = labels.level == .call
            var latencies = LatencyHistogram()
            for event in events {
                if let latency = event.latency { latencies.add(milliseconds: Int(latency)) }
            }
            let attempts = events.map { isCall ? Int($0.attemptCount ?? 0) : 0 }
            return SeriesSample(
                session: session, labels: labels, events: events.count,
                attemptsExpected: attempts.reduce(0, +),
                retries: attempts.reduce(0) { $0 + max(0, $1 - 1) }, latencies: latencies,
                busy: isCall ? events.filter { $0.latency != nil }.map(\.interval) : [],
                marks: key.marks)
        }
    }
}
