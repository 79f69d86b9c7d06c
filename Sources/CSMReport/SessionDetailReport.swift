public import CSMAnalysis

/// Everything kept about one session.
public struct SessionDetailReport: Report, Sendable {
    private let session: SessionOverview

    public init(_ session: SessionOverview) { self.session = session }

    public var json: JSONValue {
        let details: [(String, JSONValue)] = [
            ("cwd", .string(session.workingFolder)),
            ("host", .string(session.host)),
            ("tool_version", .string(session.toolVersion)),
            ("keeps_secrets", .boolean(session.keepsSecrets)),
        ]
        return .object([
            ("schema", .string("csm-record/session/1")),
            ("session", .object(session.listMembers + details)),
            ("completeness", session.completeness.json),
        ])
    }

    private var lines: [(name: String, value: String)] {
        var lines: [(String, String)] = [("id", session.id)]
        if let name = session.name { lines.append(("name", name)) }
        lines += [
            ("command", session.commandLine),
            ("directory", session.workingFolder),
            ("host", session.host),
            ("state", session.state),
            ("started", session.startedText),
        ]
        if let ended = session.endedText { lines.append(("ended", ended)) }
        if let duration = session.duration {
            lines.append(("duration", Figures.duration(milliseconds: duration)))
        }
        if let code = session.exitCode { lines.append(("exit code", String(code))) }
        if let signal = session.exitSignal { lines.append(("exit signal", String(signal))) }
        lines += session.tags.map { ("tag", "\($0.name)=\($0.value)") }
        lines += [
            ("calls", Figures.count(session.calls)),
            ("errors", Figures.count(session.errors)),
            ("secrets", session.keepsSecrets ? "STORED unredacted" : "removed"),
            ("recorded by", "csm-record \(session.toolVersion)"),
            ("datagrams", session.completeness.sentence),
        ]
        return lines
    }

    public var records: Records {
        Records(
            columns: ["key", "value"], rows: lines.map { [.string($0.name), .string($0.value)] })
    }

    public func text(_ style: TextStyle) -> String {
        lines.map { line in
            let padding = String(repeating: " ", count: 13 - line.name.count)
            let value = DisplayText.wrapped(DisplayText.line(line.value), to: style.width - 13)
                .split(separator: "\n").joined(separator: "\n" + String(repeating: " ", count: 13))
            return style.bold(line.name) + padding + value + "\n"
        }.joined()
    }

    public func markdown() -> String {
        Markdown.table(
            [("key", false), ("value", false)],
            lines.map { [$0.name, Markdown.escaped($0.value)] })
    }
}
