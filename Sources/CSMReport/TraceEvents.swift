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
    public func write(_ output: @escaping (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        var output = JSONBytes(to: output)
        output.write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n")
        let title = session.name.map { "\($0): \(session.commandLine)" } ?? session.commandLine
        output.write(json: name("process_name", Self.callsProcess, nil, title))
        let order = byStart(trace.calls)
        let lanes = Lanes(order.map { trace.calls[$0].interval })
        for lane in 0..<lanes.count {
            output.write(",\n")
            output.write(
                json: name("thread_name", Self.callsProcess, lane + 1, "calls \(lane + 1)"))
        }
        var call = TraceSlice(trace.labels, isAttempt: false, process: Self.callsProcess)
        var attempt = TraceSlice(trace.labels, isAttempt: true, process: Self.callsProcess)
        let attempts = AttemptsOfCalls(trace)
        for (place, lane) in zip(order, lanes.laneOf) {
            let event = trace.calls[place]
            output.write(",\n")
            call.write(
                event, event.interval, start: microseconds(event.interval.start), lane: lane + 1,
                to: &output)
            for (event, interval) in nested(attempts.of(place), in: event) {
                output.write(",\n")
                attempt.write(
                    event, interval, start: microseconds(interval.start), lane: lane + 1,
                    to: &output)
            }
            try output.endLine()
        }
        for step in InFlight(trace.calls).steps {
            write(step, to: &output)
            try output.endLine()
        }
        try writeLooseAttempts(attempts.loose, to: &output)
        output.write("\n],\"otherData\":")
        output.write(json: otherData.line())
        output.write("}\n")
        try output.flush()
    }

    /// Attempts that are not known to be of a call, in lanes of their own.
    private func writeLooseAttempts(_ loose: [Int], to output: inout JSONBytes) throws {
        guard !loose.isEmpty else { return }
        let title = "attempts whose call is unknown"
        output.write(",\n")
        output.write(json: name("process_name", Self.attemptsProcess, nil, title))
        let order = byStart(loose.map { trace.attempts[$0] }).map { loose[$0] }
        let lanes = Lanes(order.map { trace.attempts[$0].interval })
        for lane in 0..<lanes.count {
            let title = "attempts \(lane + 1)"
            output.write(",\n")
            output.write(json: name("thread_name", Self.attemptsProcess, lane + 1, title))
        }
        var attempt = TraceSlice(trace.labels, isAttempt: true, process: Self.attemptsProcess)
        for (place, lane) in zip(order, lanes.laneOf) {
            let event = trace.attempts[place]
            output.write(",\n")
            attempt.write(
                event, event.interval, start: microseconds(event.interval.start), lane: lane + 1,
                to: &output)
            try output.endLine()
        }
    }

    // MARK: Events

    /// A call's attempts, one after another and within the call, as far as they are to be drawn:
    /// by rounding they may reach a millisecond or two into each other and out of it.
    private func nested(
        _ attempts: ArraySlice<Int>, in call: TimedEvent
    ) -> [(event: TimedEvent, interval: Interval)] {
        if attempts.isEmpty { return [] }
        var free = call.interval.start
        let events = attempts.map { trace.attempts[$0] }.sorted(by: before)
        return events.map { event in
            let start = min(max(event.interval.start, free), call.interval.end)
            let end = max(start, min(event.interval.end, call.interval.end))
            free = end
            return (event, Interval(start: start, end: end))
        }
    }

    private func write(_ step: InFlight.Step, to output: inout JSONBytes) {
        output.write(",\n{\"name\":\"calls in flight\",\"ph\":\"C\",\"pid\":")
        output.write(Self.callsProcess)
        output.write(",\"ts\":")
        output.write(microseconds(step.time))
        output.write(",\"args\":{\"calls\":")
        output.write(step.calls)
        output.write("}}")
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

    private func byStart(_ events: [TimedEvent]) -> [Int] {
        // What is compared lies together: looking up each event would take most of the time.
        let keys = events.indices.map { place in
            (events[place].interval.start, events[place].sequence, place)
        }
        return keys.sorted { $0 < $1 }.map(\.2)
    }

    private func before(_ left: TimedEvent, _ right: TimedEvent) -> Bool {
        (left.interval.start, left.sequence) < (right.interval.start, right.sequence)
    }
}

/// Which attempts are each call's, all in one array.
private struct AttemptsOfCalls {
    private var ends: [Int]
    private var attempts: [Int] = []
    /// Those that are not known to be of a call.
    private(set) var loose: [Int] = []

    init(_ trace: CallTrace) {
        var counts = [Int](repeating: 0, count: trace.calls.count)
        for (attempt, link) in trace.links.enumerated() {
            if case .call(let call) = link { counts[call] += 1 } else { loose.append(attempt) }
        }
        var end = 0
        ends = counts.map { count in
            defer { end += count }
            return end
        }
        attempts = Array(repeating: 0, count: end)
        for (attempt, link) in trace.links.enumerated() {
            guard case .call(let call) = link else { continue }
            attempts[ends[call]] = attempt
            ends[call] += 1
        }
    }

    func of(_ call: Int) -> ArraySlice<Int> {
        attempts[(call == 0 ? 0 : ends[call - 1])..<ends[call]]
    }
}
