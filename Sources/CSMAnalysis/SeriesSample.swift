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
    /// Calls that do not say how many attempts they took; `nil` where the counts do not tell.
    public let uncounted: Int?
    /// What pushed events tell besides; `nil` for a recording's.
    public var pushed: PushedLabels?

    public init(
        session: String, labels: EventLabels, events: Int, attemptsExpected: Int, retries: Int,
        latencies: LatencyHistogram, busy: [Interval], marks: [String] = [], uncounted: Int? = nil
    ) {
        self.session = session
        self.labels = labels
        self.events = events
        self.attemptsExpected = attemptsExpected
        self.retries = retries
        self.latencies = latencies
        self.busy = busy
        self.marks = marks
        // A call of an attempt or more counts one more than its retries, others count none.
        let countAll = labels.level != .call || attemptsExpected - retries == events
        self.uncounted = uncounted ?? (countAll ? 0 : nil)
    }

    /// A session's calls and attempts, counted for each set of labels, in the order of these.
    public static func samples(of trace: CallTrace, session: String) -> [SeriesSample] {
        var tallies = trace.labels.map { _ in SampleTally() }
        for call in trace.calls { tallies[call.labels].add(call, isCall: true) }
        for attempt in trace.attempts { tallies[attempt.labels].add(attempt, isCall: false) }
        return zip(tallies, trace.labels).map { $0.sample($1, session: session) }
    }

    /// A session's calls and attempts, counted for each set of labels and marks.
    public static func samples(
        of trace: CallTrace, _ marks: SessionMarks, session: String
    ) -> [SeriesSample] {
        [trace.calls, trace.attempts].flatMap { events in
            MarkedSamples(
                of: events, trace.labels, marks, session: session, includingUnmarked: true
            ).samples
        }
    }
}
