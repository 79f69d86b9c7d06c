import CSMEvents

/// What is needed to say how the time of sessions was spent, while it is counted.
struct TimeTally: Sendable {
    private struct Operation: Hashable {
        let session: String
        let service: String
        let api: String
    }

    private struct Figures {
        var calls = 0
        var attemptsExpected = 0
        var attemptsSeen = 0
        var callLatencies = LatencyHistogram()
        var attemptLatencies = LatencyHistogram()

        mutating func addCalls(of sample: SeriesSample) {
            calls += sample.events
            attemptsExpected = attemptsExpected.bounded(plus: sample.attemptsExpected)
            callLatencies.add(sample.latencies)
        }

        /// Whether every attempt was seen, and every latency sent.
        var isComplete: Bool {
            attemptsSeen == attemptsExpected && callLatencies.count == calls
                && attemptLatencies.count == attemptsSeen
        }
    }

    private let comparesAttempts: Bool
    private var busy: [String: [Interval]] = [:]
    private var operations: [Operation: Figures] = [:]

    init(comparesAttempts: Bool) { self.comparesAttempts = comparesAttempts }

    mutating func add(_ sample: SeriesSample) {
        let labels = sample.labels
        guard labels.level == .call || labels.level == .attempt else { return }
        let operation = Operation(
            session: sample.session, service: labels.service, api: labels.api)
        if labels.level == .call {
            busy[sample.session, default: []] += sample.busy
            operations[operation, default: Figures()].addCalls(of: sample)
        } else {
            operations[operation, default: Figures()].attemptsSeen += sample.events
            operations[operation]?.attemptLatencies.add(sample.latencies)
        }
    }

    /// How the time of `sessions` was spent, on the time lines that their calls are shown on.
    func use(in sessions: [SessionOverview], on lines: [String: TimeLine]) -> TimeUse {
        var use = TimeUse()
        for session in sessions {
            let union = Interval.union(busy[session.id] ?? [])
            let line = lines[session.id] ?? TimeLine(of: session, busy: union)
            use.isCallsOwn = use.isCallsOwn || line.isCallsOwn
            use.wall += Int(line.interval.end - line.interval.start)
            use.inFlight = union.reduce(use.inFlight) {
                $0.bounded(plus: Int($1.end - $1.start))
            }
            use.busy += union.reduce(0) { $0 + line.overlap($1) }
        }
        for figures in operations.values {
            use.inCalls = use.inCalls.bounded(plus: figures.callLatencies.total)
            use.calls += figures.calls
            guard comparesAttempts, figures.isComplete else { continue }
            use.comparedCalls += figures.calls
            // Neither is below 0.
            let overhead = figures.callLatencies.total - figures.attemptLatencies.total
            use.overhead = use.overhead.bounded(plus: overhead)
        }
        return use
    }
}
