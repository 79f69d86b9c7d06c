import CSMEvents

/// What is needed to say how the time of sessions was spent, while it is counted.
struct TimeTally: Sendable {
    private struct Operation: Hashable {
        let session: String
        let service: String
        let api: String
    }

    fileprivate struct Figures {
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
    private var busy: [String: BusyTime] = [:]
    /// Operations whose calls and attempts are still to be compared.
    private var operations: [Operation: Figures] = [:]
    /// What the others came to.
    private var ended = TimeUse()

    init(comparesAttempts: Bool) { self.comparesAttempts = comparesAttempts }

    mutating func add(_ sample: SeriesSample) {
        let labels = sample.labels
        guard labels.level == .call || labels.level == .attempt else { return }
        let operation = Operation(
            session: sample.session, service: labels.service, api: labels.api)
        if labels.level == .call {
            busy[sample.session, default: BusyTime()].add(sample.busy)
            operations[operation, default: Figures()].addCalls(of: sample)
        } else {
            operations[operation, default: Figures()].attemptsSeen += sample.events
            operations[operation]?.attemptLatencies.add(sample.latencies)
        }
    }

    /// To be called when no sample of an operation seen so far will follow.
    mutating func endOperation() {
        for figures in operations.values {
            ended.add(figures, comparesAttempts: comparesAttempts)
        }
        operations.removeAll(keepingCapacity: true)
    }

    /// How the time of `sessions` was spent, on the time lines that their calls are shown on.
    func use(in sessions: [SessionOverview], on lines: [String: TimeLine]) -> TimeUse {
        var use = ended
        for figures in operations.values {
            use.add(figures, comparesAttempts: comparesAttempts)
        }
        for session in sessions {
            let union = busy[session.id]?.union ?? []
            let line = lines[session.id] ?? TimeLine(of: session, busy: union)
            use.isCallsOwn = use.isCallsOwn || line.isCallsOwn
            use.wall += Int(line.interval.end - line.interval.start)
            use.inFlight = union.reduce(use.inFlight) {
                $0.bounded(plus: Int($1.end - $1.start))
            }
            use.busy += union.reduce(0) { $0 + line.overlap($1) }
        }
        return use
    }
}

extension TimeUse {
    fileprivate mutating func add(_ figures: TimeTally.Figures, comparesAttempts: Bool) {
        inCalls = inCalls.bounded(plus: figures.callLatencies.total)
        calls += figures.calls
        guard comparesAttempts, figures.isComplete else { return }
        comparedCalls += figures.calls
        // Neither is below 0.
        let beyond = figures.callLatencies.total - figures.attemptLatencies.total
        overhead = overhead.bounded(plus: beyond)
    }
}

/// When at least one call was in flight, while it is put together from many intervals.
private struct BusyTime {
    private var intervals: [Interval] = []
    /// Beyond so many, those that touch are joined.
    private var limit = 65_536

    mutating func add(_ more: [Interval]) {
        intervals += more
        guard intervals.count > limit else { return }
        intervals = union
        limit = max(limit, intervals.count * 2)
    }

    var union: [Interval] { Interval.union(intervals) }
}
