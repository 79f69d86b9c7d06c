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

    private func record(_ event: TimedEvent) -> EventRecord {
        EventRecord(event, trace.labels[event.labels], offset: waterfall.offset(event))
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
        var members = record(trace.calls[row.call]).members
        if showsAttempts {
            let attempts = row.attempts.map {
                JSONValue.object(record(trace.attempts[$0]).attemptMembers)
            }
            members.append(("linked_attempts", .array(attempts)))
        }
        return .object(members)
    }

    private func looseAttemptJSON(_ attempt: Int) -> JSONValue {
        let isAmbiguous = trace.links[attempt] == .ambiguous
        return .object(
            record(trace.attempts[attempt]).attemptMembers
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
        Records(columns: EventRecord.columns, of: calls) { record(trace.calls[$0.call]).values }
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
