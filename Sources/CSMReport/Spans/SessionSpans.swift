public import CSMAnalysis
public import CSMEvents

/// A session as OpenTelemetry's traces, in the JSON that OTLP's file exporter writes: a span for
/// the session, in it one for each call and each mark, in a call one for each attempt that is known
/// to be of it.
///
/// Events are added in the order of arrival, and none is kept, but for attempts whose call is yet
/// to come.
public struct SessionSpans {
    private struct Attempt {
        let event: TimedEvent
        let labels: EventLabels
        let members: SpanMembers
        let arrival: Int64
    }

    /// How many datagrams no span tells of: other events, and what is no event.
    public private(set) var omitted = 0

    private let session: SessionOverview
    private let line: TimeLine
    /// `nil` where there are no attempts.
    private let parents: AttemptParents?
    private let ids: SessionSpanIDs
    private var requests: SpanRequests
    private var spans = EventSpans()
    private var marks = MarkSpans()
    /// By their calls.
    private var waiting: [Int64: [Attempt]] = [:]
    /// The ids that calls came with, of those that attempts come after.
    private var idsOfCalls: [Int64: SpanIDs] = [:]

    /// What is written goes to `output`.
    public init(
        of session: SessionOverview, on line: TimeLine, _ parents: AttemptParents?,
        to output: @escaping (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        self.session = session
        self.line = line
        self.parents = parents
        ids = SessionSpanIDs(session: session.id)
        requests = SpanRequests(
            resource: Self.resource(session), scope: "csm-record", version: session.toolVersion,
            to: output)
        try requests.add(root.json)
    }

    /// `arrival` is in microseconds since 1970, `bytes` the event's.
    public mutating func add(
        _ event: TimedEvent, _ labels: EventLabels, arrival: Int64,
        bytes: UnsafeBufferPointer<UInt8>
    ) throws {
        switch labels.level {
        case .call: try addCall(event, labels, SpanMembers(bytes), arrival)
        case .attempt:
            let attempt = Attempt(
                event: event, labels: labels, members: SpanMembers(bytes), arrival: arrival)
            if let call = parents?[event.sequence], call > event.sequence {
                waiting[call, default: []].append(attempt)
            } else {
                let call = parents?[event.sequence].map { idsOfCalls[$0] ?? ids[$0] }
                try write(attempt, of: call)
            }
        case .other:
            guard let mark = MarkEvent(bytes) else {
                omitted += 1
                return
            }
            let edge = SessionMarks.Edge(mark, sequence: event.sequence, arrival: arrival)
            switch marks.add(edge, ids) {
            case .begun: break
            case .ended(let span): try requests.add(span.json)
            case .notBegun: omitted += 1
            }
        case .undecodable, .empty: omitted += 1
        }
    }

    public mutating func finish() throws {
        for span in marks.unended(until: end, ids) { try requests.add(span.json) }
        try requests.finish()
    }

    private mutating func addCall(
        _ event: TimedEvent, _ labels: EventLabels, _ members: SpanMembers, _ arrival: Int64
    ) throws {
        var own = members.ids ?? ids[event.sequence]
        if members.ids == nil { own.parent = ids[0].span }
        // As they arrived: before their call.
        for attempt in waiting.removeValue(forKey: event.sequence) ?? [] {
            try write(attempt, of: own)
        }
        if members.ids != nil, parents?.isFollowed(event.sequence) == true {
            idsOfCalls[event.sequence] = own
        }
        let span = spans.span(event, labels, members, ids: own, arrival: arrival)
        try requests.add(span.json)
    }

    /// An attempt whose call is not known stands below the session.
    private mutating func write(_ attempt: Attempt, of call: SpanIDs?) throws {
        let own: SpanIDs
        if let known = attempt.members.ids {
            own = known
        } else {
            var made = ids[attempt.event.sequence]
            made.trace = call?.trace ?? made.trace
            made.parent = call?.span ?? ids[0].span
            own = made
        }
        let span = spans.span(
            attempt.event, attempt.labels, attempt.members, ids: own, arrival: attempt.arrival)
        try requests.add(span.json)
    }

    // MARK: The session

    /// Microseconds since 1970.
    private var end: Int64 { session.endedAt ?? session.startedAt + session.lastArrival }

    private var root: SpanText {
        // Calls of another time than they were recorded have a line of their own.
        let (start, end) =
            line.isCallsOwn
            ? (line.interval.start * 1_000, line.interval.end * 1_000)
            : (session.startedAt, max(session.startedAt, self.end))
        var span = SpanText(
            ids: ids[0], name: session.name ?? (session.command.first ?? "csm-record"),
            kind: .inside, start: SpanText.nanoseconds(microseconds: start),
            end: SpanText.nanoseconds(microseconds: end))
        span.attributes.add(.type, RecordedAttribute.session)
        span.attributes.add("csm.session.id", session.id)
        span.attributes.add("csm.session.name", session.name)
        span.attributes.add(.sessionStart, session.startedAt)
        span.attributes.add(.sessionEnd, session.endedAt)
        for tag in session.tags { span.attributes.add("csm.session.tag.\(tag.name)", tag.value) }
        span.attributes.add("process.command_args", texts: session.command)
        span.attributes.add("process.working_directory", session.workingFolder)
        span.attributes.add("process.exit.code", session.exitCode.map(Int64.init))
        span.isError = session.exitCode ?? 0 != 0
        return span
    }

    private static func resource(_ session: SessionOverview) -> SpanAttributes {
        var attributes = SpanAttributes()
        let program = session.command.first?.split(separator: "/").last.map(String.init)
        attributes.add("service.name", session.name ?? program ?? "csm-record")
        attributes.add("host.name", session.host)
        return attributes
    }
}
