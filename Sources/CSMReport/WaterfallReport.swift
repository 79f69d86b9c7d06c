public import CSMAnalysis
import CSMEvents

/// The calls of a session on its time line.
public struct WaterfallReport: Report, Sendable {
    let waterfall: Waterfall
    /// Whether an error's message is shown below it.
    let showsMessages: Bool
    let showsAttempts: Bool
    /// Whether any call shown has a resource.
    let hasResources: Bool

    public init(_ waterfall: Waterfall, showsMessages: Bool, showsAttempts: Bool) {
        self.waterfall = waterfall
        self.showsMessages = showsMessages
        self.showsAttempts = showsAttempts
        hasResources = waterfall.rows.contains { row in
            waterfall.calls(of: row).contains { waterfall.trace.labels[$0.labels].resource != nil }
        }
    }

    var trace: CallTrace { waterfall.trace }

    /// The calls shown, each by itself, in the order of the rows.
    private var calls: [(call: Int, attempts: [Int])] {
        waterfall.rows.flatMap { row -> [(Int, [Int])] in
            switch row {
            case .call(let call, let attempts): [(call, attempts)]
            case .repeated(let calls): calls.map { ($0, []) }
            case .looseAttempt: []
            }
        }
    }

    private var looseAttempts: [Int] {
        waterfall.rows.compactMap { row in
            if case .looseAttempt(let attempt) = row { attempt } else { nil }
        }
    }

    // MARK: Values

    private static let columns = [
        "sequence", "service", "api", "offset_ms", "start_ms", "latency_ms", "attempts", "status",
        "is_error", "exception", "message", "region", "client_id", "resource",
        "duration_us",
    ]

    private func values(_ event: TimedEvent) -> [JSONValue] {
        let labels = trace.labels[event.labels]
        return [
            .integer(Int(event.sequence)), .string(labels.service), .string(labels.api),
            .integer(Int(waterfall.offset(event))), .integer(Int(event.interval.start)),
            JSONValue(event.latency.map { Int($0) }), JSONValue(event.attemptCount.map { Int($0) }),
            JSONValue(labels.status.map { Int($0) }), .boolean(labels.isError),
            JSONValue(labels.exception), JSONValue(event.message), JSONValue(labels.region),
            JSONValue(labels.clientID), JSONValue(labels.resource),
            JSONValue(event.duration.map { Int($0) }),
        ]
    }

    private func members(_ event: TimedEvent) -> [(String, JSONValue)] {
        Array(zip(Self.columns, values(event)))
    }

    /// An attempt has no attempts, but a host, and may be throttled.
    private func attemptMembers(_ attempt: Int) -> [(String, JSONValue)] {
        let event = trace.attempts[attempt]
        let labels = trace.labels[event.labels]
        return members(event).filter { $0.0 != "attempts" } + [
            ("host", JSONValue(labels.host)), ("is_throttle", .boolean(labels.isThrottle)),
        ]
    }

    public var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("schema", .string("csm-record/show/1")),
            ("session", waterfall.session.reference),
            ("time_line", .string(waterfall.line.isCallsOwn ? "calls" : "session")),
            ("calls", .list(JSONList(calls) { callJSON($0) })),
        ]
        if showsAttempts {
            members.append(
                ("unlinked_attempts", .list(JSONList(looseAttempts) { looseAttemptJSON($0) })))
        }
        return .object(members + [("completeness", waterfall.session.completeness.json)])
    }

    private func callJSON(_ row: (call: Int, attempts: [Int])) -> JSONValue {
        var members = members(trace.calls[row.call])
        if showsAttempts {
            let attempts = row.attempts.map { JSONValue.object(attemptMembers($0)) }
            members.append(("linked_attempts", .array(attempts)))
        }
        return .object(members)
    }

    private func looseAttemptJSON(_ attempt: Int) -> JSONValue {
        let isAmbiguous = trace.links[attempt] == .ambiguous
        return .object(
            attemptMembers(attempt)
                + [("calls_possible", .string(isAmbiguous ? "several" : "none"))])
    }

    /// A line for each call and for each attempt whose call is not known, in the order of the rows.
    public var jsonLines: JSONList {
        let lines = waterfall.rows.flatMap { row -> [(call: Int?, attempts: [Int])] in
            switch row {
            case .call(let call, let attempts): [(call, attempts)]
            case .repeated(let calls): calls.map { ($0, []) }
            case .looseAttempt(let attempt): [(nil, [attempt])]
            }
        }
        return JSONList(lines) { line in
            line.call.map { callJSON((call: $0, attempts: line.attempts)) }
                ?? looseAttemptJSON(line.attempts[0])
        }
    }

    public var records: Records {
        Records(columns: Self.columns, of: calls) { values(trace.calls[$0.call]) }
    }

    public func markdown() -> String {
        var style = TextStyle.page
        style.isWide = true
        let table = Markdown.table(
            columns(style).map { ($0.title, $0.isNumeric) },
            lines(style).map { $0.cells.map { Markdown.escaped($0.text) } })
        return table + "\n" + footing(style).joined(separator: " ") + "\n"
    }
}
