public import CSMAnalysis
import CSMEvents

/// The recorded sessions, one a row.
public struct SessionsReport: Report, Sendable {
    private let sessions: [SessionOverview]
    /// For each session shown, how much of its id is enough to name it.
    private let prefixLengths: [Int]

    /// `sessions` are all there are, in the order they are shown; of those that `isIncluded` takes
    /// only the first `limit` are.
    public init(
        _ sessions: [SessionOverview], limit: Int? = nil,
        where isIncluded: (SessionOverview) -> Bool = { _ in true }
    ) {
        self.sessions = Array(sessions.filter(isIncluded).prefix(limit ?? sessions.count))
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

    /// Fewer digits of an id look like a number.
    private static let leastDigits = 4

    private static func columns(_ style: TextStyle) -> [TextTable.Column] {
        func column(
            _ name: String, _ dropRank: Int?, title: String? = nil, isNumeric: Bool = false,
            isWhole: Bool = false, shortWidth: Int = 16, cut: NameShortening.Cut = .middle
        ) -> TextTable.Column {
            TextTable.Column(
                title: title ?? name, name: name, isNumeric: isNumeric, dropRank: dropRank,
                shortWidth: shortWidth, isWhole: isWhole, cut: cut)
        }
        return [
            TextTable.Column(title: "id", isNumeric: false, isWhole: true),
            column("name", nil),
            column("started", 2, title: style.isUTC ? "started (UTC)" : "started", isWhole: true),
            column("duration", 1, isNumeric: true), column("calls", 5, isNumeric: true),
            column("errors", 4, isNumeric: true), column("ended", 3, isWhole: true),
            column("tags", 0), column("command", nil, shortWidth: 12, cut: .end),
            column("function", nil),
        ]
    }

    private func cells(_ session: SessionOverview, _ style: TextStyle) -> [TableCell] {
        let failed = session.exitCode.map { $0 != 0 } ?? (session.exitSignal != nil)
        return [
            TableCell(session.id, .strong), TableCell(session.name ?? "", .strong),
            TableCell(String(style.time(microseconds: session.startedAt).dropLast(3))),
            TableCell(session.duration.map { Figures.duration(milliseconds: $0) } ?? ""),
            TableCell(Figures.count(session.calls), session.calls == 0 ? .quiet : .plain),
            TableCell(Figures.count(session.errors), session.errors == 0 ? .quiet : .plain),
            TableCell(session.outcome, failed ? .bad : .plain),
            TableCell(session.tags.map { "\($0.name)=\($0.value)" }.joined(separator: " ")),
            TableCell(session.commandLine), TableCell(session.function ?? ""),
        ]
    }

    /// Whether a column says anything of these sessions: what was pushed has a function and no
    /// command.
    private func hasColumn(_ name: String?) -> Bool {
        let isPushed = sessions.contains { $0.function != nil }
        return switch name {
        case "tags": sessions.contains { !$0.tags.isEmpty }
        case "command": !isPushed
        case "function": isPushed
        default: true
        }
    }

    /// What `--columns` can name.
    public static var columnNames: [String] {
        columns(TextStyle.page).compactMap(\.name)
    }

    public func text(_ style: TextStyle) -> String {
        if sessions.isEmpty { return "No sessions.\n" }
        let columns = Self.columns(style)
        let shown = columns.indices.filter { hasColumn(columns[$0].name) }
        var table = TextTable(columns: shown.map { columns[$0] })
        table.rows = zip(sessions, prefixLengths).map { session, digits in
            var cells = cells(session, style)
            // As much of it as names the session.
            if !style.isWide {
                cells[0].text = String(session.id.prefix(max(Self.leastDigits, digits)))
            }
            return shown.map { place in
                var cell = cells[place]
                cell.text = DisplayText.line(cell.text)
                return cell
            }
        }
        return table.render(style)
    }

    public func markdown() -> String {
        let style = TextStyle.page
        let columns = Self.columns(style)
        // As wide as it is, but for what only pushed sessions have.
        let shown = columns.indices.filter {
            columns[$0].name != "function" || hasColumn("function")
        }
        return Markdown.table(
            shown.map { (columns[$0].title, columns[$0].isNumeric) },
            sessions.map { session in
                let cells = cells(session, style)
                return shown.map { Markdown.escaped(cells[$0].text) }
            })
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
            ("tags", .object(tags.map { ($0.name, .string($0.value)) })),
        ] + (function.map { [("function", .string($0))] } ?? [])
    }
}
