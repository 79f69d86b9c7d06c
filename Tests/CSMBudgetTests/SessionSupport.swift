import CSMAnalysis
import CSMBudget
import CSMEvents

/// A session put together call by call, on a clock that begins at 0.
struct MadeSession {
    var state = "complete"
    var droppedByKernel: Int? = 0
    var processesLeft = 0
    /// Whether it is as a baseline file has it.
    var hasOperationsOnly = false
    private(set) var labels: [EventLabels] = []
    private(set) var calls: [TimedEvent] = []
    private(set) var attempts: [TimedEvent] = []
    private var edges: [SessionMarks.Edge] = []
    private var sequence: Int64 = 0

    /// A call with as many attempts as it counts, each with a host, unless told otherwise.
    mutating func call(
        _ operation: String, _ latency: Int32? = 10, at start: Int64 = 0,
        attempts count: Int32? = 1,
        isError: Bool = false, throttled: Int = 0, host: String? = "h:443", seen: Int? = nil,
        region: String? = "eu-west-1", client: String? = "app", status: Int32? = 200
    ) {
        for index in 0..<(seen ?? Int(count ?? 0)) {
            let attempt = label(
                operation, .attempt, isError: false, isThrottle: index < throttled, host: host,
                region: region, client: client, status: index < throttled ? 429 : 200)
            attempts.append(event(attempt, start, 5, nil))
        }
        let call = label(
            operation, .call, isError: isError, isThrottle: false, host: nil, region: region,
            client: client, status: status)
        calls.append(event(call, start, latency, count))
    }

    mutating func mark(_ name: String, _ phase: MarkEvent.Phase, at time: Int64) {
        sequence += 1
        edges.append(
            .init(MarkEvent(name: name, phase: phase), sequence: sequence, arrival: time * 1_000))
    }

    private mutating func event(
        _ labels: Int, _ start: Int64, _ latency: Int32?, _ attempts: Int32?
    ) -> TimedEvent {
        sequence += 1
        return TimedEvent(
            sequence: sequence, labels: labels, start: start, arrival: 0, latency: latency,
            attemptCount: attempts, message: nil)
    }

    private mutating func label(
        _ operation: String, _ level: EventLevel, isError: Bool, isThrottle: Bool, host: String?,
        region: String?, client: String?, status: Int32?
    ) -> Int {
        let dot = operation.firstIndex(of: ".") ?? operation.endIndex
        let own = EventLabels(
            level: level, type: nil, service: String(operation[..<dot]),
            api: String(operation[dot...].dropFirst()), clientID: client, region: region, sdk: nil,
            sdkVersion: nil, userAgent: nil, host: host, status: status,
            exception: isError ? "Failed" : nil, isError: isError, isThrottle: isThrottle)
        if let place = labels.firstIndex(of: own) { return place }
        labels.append(own)
        return labels.count - 1
    }

    private var overview: SessionOverview {
        var completeness = Completeness()
        completeness.droppedByKernel = droppedByKernel
        completeness.processesLeft = processesLeft
        return SessionOverview(
            id: "0123456789abcdef", name: nil, command: ["x"], workingFolder: "/", host: "h",
            tags: [], toolVersion: "1", state: state, startedAt: 0, endedAt: 60_000_000,
            lastArrival: 0, exitCode: 0, exitSignal: nil, calls: calls.count, errors: 0,
            keepsSecrets: false, completeness: completeness)
    }

    private var line: TimeLine { TimeLine(of: overview, busy: []) }

    var marks: SessionMarks { SessionMarks(edges, on: line) }

    var checked: CheckedSession {
        let trace = CallTrace(calls: calls, attempts: attempts, labels: labels, linking: false)
        return CheckedSession(
            overview, samples: SeriesSample.samples(of: trace, session: overview.id),
            hasOperationsOnly: hasOperationsOnly
        ) { body in
            for event in (calls + attempts).sorted(by: { $0.sequence < $1.sequence }) {
                body(event)
            }
            return CheckedSession.Setting(line: line, marks: marks)
        }
    }
}

func verdicts(
    _ rules: String, _ sessions: MadeSession..., isStrict: Bool = false
) throws -> CheckResult {
    try verdicts(rules, sessions, against: nil, isStrict: isStrict)
}

func verdicts(
    _ rules: String, _ sessions: [MadeSession], against baseline: Baseline?, isStrict: Bool = false
) throws -> CheckResult {
    try CheckResult(
        sessions.map(\.checked), by: Budget(rules, source: "csm.budget"), against: baseline,
        isStrict: isStrict)
}
