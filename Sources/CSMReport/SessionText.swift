import CSMAnalysis

extension SessionOverview {
    /// The command as typed, near enough to be recognised.
    var commandLine: String {
        command.isEmpty ? "(listen)" : command.map(Self.quoted).joined(separator: " ")
    }

    private static func quoted(_ argument: String) -> String {
        let plain = argument.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil
                || "-_./:=@%+,".unicodeScalars.contains($0)
        }
        return plain && !argument.isEmpty ? argument : "'\(argument)'"
    }

    /// Milliseconds from start to end; `nil` for a session without an end.
    var duration: Int? { endedAt.map { Int(($0 - startedAt) / 1_000) } }

    /// How it ended: `exit 0`, `signal 15`, `recording`, `interrupted`.
    var outcome: String {
        if let exitSignal { return "signal \(exitSignal)" }
        if let exitCode { return "exit \(exitCode)" }
        return state == "complete" ? "" : state
    }

    /// One line: id, name, command, when, how long, how it ended.
    func headline(_ style: TextStyle) -> String {
        var parts = ["session \(id)"]
        if let name { parts.append("\"\(DisplayText.line(name))\"") }
        parts.append(DisplayText.line(commandLine))
        parts.append(Instant.short(microseconds: startedAt) + " UTC")
        if let duration { parts.append(Figures.duration(milliseconds: duration)) }
        if !outcome.isEmpty { parts.append(outcome) }
        return DisplayText.cut(parts.joined(separator: "  "), to: style.width, style)
    }

    var startedText: String { Instant.iso8601(microseconds: startedAt) }
    var endedText: String? { endedAt.map { Instant.iso8601(microseconds: $0) } }
}
