public import CSMAnalysis
import CSMEvents

/// A session as trace events, which Perfetto and chrome://tracing open (Trace Event Format, by the
/// Chromium project): calls in lanes, so that no two of a lane overlap, their attempts nested in
/// them, and the number of calls in flight as a counter.
public struct TraceEvents {
    private static let callsProcess = 1
    private static let attemptsProcess = 2

    private let trace: CallTrace
    private let line: TimeLine
    private let session: SessionOverview

    public init(_ trace: CallTrace, in session: SessionOverview, on line: TimeLine) {
        self.trace = trace
        self.session = session
        self.line = line
    }

    /// Hands the document on in pieces.
    public func write(_ output: (String) throws -> Void) throws {
        try output("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n")
        let title = session.name.map { "\($0): \(session.commandLine)" } ?? session.commandLine
        try output(name("process_name", Self.callsProcess, nil, title))
        let order = byStart(trace.calls)
        let lanes = Lanes(order.map { trace.calls[$0].interval })
        for lane in 0..<lanes.count {
            try output(
                ",\n" + name("thread_name", Self.callsProcess, lane + 1, "calls \(lane + 1)"))
        }
        let attempts = attemptsOfCalls()
        for (place, lane) in zip(order, lanes.laneOf) {
            try output(",\n" + call(place, lane: lane + 1))
            for attempt in nested(attempts[place] ?? [], in: trace.calls[place]) {
                try output(
                    ",\n"
                        + slice(
                            attempt.event, attempt.interval, "attempt", Self.callsProcess,
                            lane: lane + 1))
            }
        }
        for step in InFlight(trace.calls).steps { try output(",\n" + counter(step)) }
        try writeLooseAttempts(output)
        try output("\n],\"otherData\":" + otherData.line() + "}\n")
    }

    /// Attempts that are not known to be of a call, in lanes of their own.
    private func writeLooseAttempts(_ output: (String) throws -> Void) throws {
        let loose = trace.links.indices.filter { place in
            if case .call = trace.links[place] { false } else { true }
        }
        guard !loose.isEmpty else { return }
        let title = "attempts whose call is not known"
        try output(",\n" + name("process_name", Self.attemptsProcess, nil, title))
        let order = loose.sorted { before(trace.attempts[$0], trace.attempts[$1]) }
        let lanes = Lanes(order.map { trace.attempts[$0].interval })
        for lane in 0..<lanes.count {
            let title = "attempts \(lane + 1)"
            try output(",\n" + name("thread_name", Self.attemptsProcess, lane + 1, title))
        }
        for (place, lane) in zip(order, lanes.laneOf) {
            let event = trace.attempts[place]
            try output(
                ",\n"
                    + slice(
                        event, event.interval, "attempt", Self.attemptsProcess, lane: lane + 1))
        }
    }

    // MARK: Events

    private func call(_ place: Int, lane: Int) -> String {
        let event = trace.calls[place]
        return slice(event, event.interval, "call", Self.callsProcess, lane: lane)
    }

    /// A call's attempts, one after another and within the call, as far as they are to be drawn:
    /// by rounding they may reach a millisecond or two into each other and out of it.
    private func nested(
        _ attempts: [Int], in call: TimedEvent
    ) -> [(event: TimedEvent, interval: Interval)] {
        var free = call.interval.start
        let events = attempts.map { trace.attempts[$0] }.sorted(by: before)
        return events.map { event in
            let start = min(max(event.interval.start, free), call.interval.end)
            let end = max(start, min(event.interval.end, call.interval.end))
            free = end
            return (event, Interval(start: start, end: end))
        }
    }

    private func slice(
        _ event: TimedEvent, _ interval: Interval, _ category: String, _ process: Int, lane: Int
    ) -> String {
        let labels = trace.labels[event.labels]
        var arguments: [(String, JSONValue)] = [
            ("sequence", .integer(Int(event.sequence))),
            ("latency_ms", JSONValue(event.latency.map { Int($0) })),
        ]
        if let status = labels.status { arguments.append(("status", .integer(Int(status)))) }
        if let count = event.attemptCount { arguments.append(("attempts", .integer(Int(count)))) }
        let texts = [
            ("exception", labels.exception), ("message", event.message), ("host", labels.host),
            ("region", labels.region), ("client_id", labels.clientID),
        ]
        for case (let name, let text?) in texts { arguments.append((name, .string(text))) }
        if labels.isError { arguments.append(("is_error", .boolean(true))) }
        if labels.isThrottle { arguments.append(("is_throttle", .boolean(true))) }
        let title = "\(labels.service).\(labels.api)" + (category == "attempt" ? " attempt" : "")
        return JSONValue.object([
            ("name", .string(title)), ("cat", .string(category)), ("ph", .string("X")),
            ("pid", .integer(process)), ("tid", .integer(lane)),
            ("ts", .integer(microseconds(interval.start))),
            ("dur", .integer(Int(interval.end - interval.start) * 1_000)),
            ("args", .object(arguments)),
        ]).line()
    }

    private func counter(_ step: InFlight.Step) -> String {
        JSONValue.object([
            ("name", .string("calls in flight")), ("ph", .string("C")),
            ("pid", .integer(Self.callsProcess)), ("ts", .integer(microseconds(step.time))),
            ("args", .object([("calls", .integer(step.calls))])),
        ]).line()
    }

    private func name(_ kind: String, _ process: Int, _ lane: Int?, _ text: String) -> String {
        var members: [(String, JSONValue)] = [
            ("name", .string(kind)), ("ph", .string("M")), ("pid", .integer(process)),
        ]
        if let lane { members.append(("tid", .integer(lane))) }
        return JSONValue.object(members + [("args", .object([("name", .string(text))]))]).line()
    }

    private var otherData: JSONValue {
        .object([
            ("session", .string(session.id)), ("name", JSONValue(session.name)),
            ("command", .string(session.commandLine)), ("started_at", .string(session.startedText)),
            ("tool_version", .string(session.toolVersion)),
        ])
    }

    /// From the time line's start: traces begin near 0.
    private func microseconds(_ time: Int64) -> Int { Int(time - line.interval.start) * 1_000 }

    // MARK: Order

    private func attemptsOfCalls() -> [Int: [Int]] {
        var attempts: [Int: [Int]] = [:]
        for (attempt, link) in trace.links.enumerated() {
            if case .call(let call) = link { attempts[call, default: []].append(attempt) }
        }
        return attempts
    }

    private func byStart(_ events: [TimedEvent]) -> [Int] {
        events.indices.sorted { before(events[$0], events[$1]) }
    }

    private func before(_ left: TimedEvent, _ right: TimedEvent) -> Bool {
        (left.interval.start, left.sequence) < (right.interval.start, right.sequence)
    }
}
