public import CSMAnalysis
import CSMEvents

/// The recorded sessions, one a row.
public struct SessionsReport: Report, Sendable {
    private let sessions: [SessionOverview]
    /// For each session shown, how much of its id is enough to name it.
    private let prefixLengths: [Int]

    /// `sessions` are all there are, in the order they are shown; only the first `limit` are.
    public init(_ sessions: [SessionOverview], limit: Int? = nil) {
        self.sessions = Array(sessions.prefix(limit ?? sessions.count))
        let lengths = UniquePrefixes(of: sessions.map(\.id))
        prefixLengths = self.sessions.map { lengths.length(of: $0.id) }
    }

    public var json: JSONValue {
        .object([
            ("schema", .string("csm-record/sessions/1")),
            ("sessions", .list(jsonLines)),
        ])
    }

    public var jsonLines: JSONList { JSONList(sessions) { $0.json } }

    public var records: Records {
        let columns = [
            "id", "name", "state", "started_at", "ended_at", "calls", "errors", "exit_code",
            "exit_signal", "command",
        ]
        return Records(
            columns: columns,
            rows: sessions.map { session in
                [
                    .string(session.id), JSONValue(session.name), .string(session.state),
                    .string(session.startedText), JSONValue(session.endedText),
                    .integer(session.calls), .integer(session.errors),
                    JSONValue(session.exitCode.map { Int($0) }),
                    JSONValue(session.exitSignal.map { Int($0) }), .string(session.commandLine),
                ]
            })
    }

    private static let columns = [
        TextTable.Column(title: "id", isNumeric: false),
        TextTable.Column(title: "name", isNumeric: false, dropRank: 3, shortWidth: 16),
        TextTable.Column(title: "started (UTC)", isNumeric: false, dropRank: 2),
        TextTable.Column(title: "duration", dropRank: 1),
        TextTable.Column(title: "calls"),
        TextTable.Column(title: "errors"),
        TextTable.Column(title: "ended", isNumeric: false),
        TextTable.Column(title: "command", isNumeric: false, shortWidth: 12),
    ]

    private func cells(_ session: SessionOverview) -> [String] {
        [
            session.id, session.name ?? "", Instant.short(microseconds: session.startedAt),
            session.duration.map { Figures.duration(milliseconds: $0) } ?? "",
            Figures.count(session.calls), Figures.count(session.errors), session.outcome,
            session.commandLine,
        ]
    }

    public func text(_ style: TextStyle) -> String {
        if sessions.isEmpty { return "No sessions.\n" }
        let rows = sessions.map { cells($0).map(DisplayText.line) }
        // What is enough of an id is bold in it, or stands before it.
        guard !style.hasColor else {
            var table = TextTable(columns: Self.columns)
            table.rows = rows
            table.boldPrefixes = prefixLengths
            return table.render(style)
        }
        let short = TextTable.Column(title: "short", isNumeric: false, dropRank: 0)
        var table = TextTable(columns: [short] + Self.columns)
        table.rows = zip(rows, prefixLengths).map { [String($0[0].prefix($1))] + $0 }
        return table.render(style)
    }

    public func markdown() -> String {
        Markdown.table(
            Self.columns.map { ($0.title, $0.isNumeric) },
            sessions.map { cells($0).map(Markdown.escaped) })
    }
}

extension SessionOverview {
    /// The session as the list has it.
    var json: JSONValue { .object(listMembers + [("completeness", completeness.json)]) }

    var listMembers: [(String, JSONValue)] {
        [
            ("id", .string(id)),
            ("name", JSONValue(name)),
            ("state", .string(state)),
            ("started_at", .string(startedText)),
            ("ended_at", JSONValue(endedText)),
            ("calls", .integer(calls)),
            ("errors", .integer(errors)),
            ("exit_code", JSONValue(exitCode.map { Int($0) })),
            ("exit_signal", JSONValue(exitSignal.map { Int($0) })),
            ("command", .array(command.map { .string($0) })),
        ]
    }
}
