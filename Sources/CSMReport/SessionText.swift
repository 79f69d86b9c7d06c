public import CSMAnalysis
import CSMEvents

extension SessionOverview {
    /// The session in a sentence: id, name, command, when, how many calls.
    public var line: String {
        let name = name.map { " \"\($0)\"" } ?? ""
        return
            "session \(id)\(name): \(commandLine), \(Instant.short(microseconds: startedAt)) UTC, "
            + Figures.counted(calls, "call")
    }

    /// The command as typed, near enough to be recognised.
    package var commandLine: String {
        // What was pushed does not tell it.
        if state == Self.pushed { return "" }
        return command.isEmpty ? "(no command)" : Self.commandLine(command)
    }

    /// A command as typed, near enough to be recognised.
    public static func commandLine(_ command: [String]) -> String {
        command.map(quoted).joined(separator: " ")
    }

    private static func quoted(_ argument: String) -> String {
        let plain = argument.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil
                || "-_./:=@%+,".unicodeScalars.contains($0)
        }
        return plain && !argument.isEmpty ? argument : "'\(argument)'"
    }

    /// Milliseconds from start to end; `nil` for a session without an end.
    package var duration: Int? { endedAt.map { Int(($0 - startedAt) / 1_000) } }

    /// How it ended: `exit 0`, `signal 15`, `recording`, `interrupted`.
    package var outcome: String {
        if let exitSignal { return "signal \(exitSignal)" }
        if let exitCode { return "exit \(exitCode)" }
        return state == "complete" ? "" : state
    }

    /// Name or id, command, when, how long, how it ended; the command on a line of its own where
    /// there is no room.
    func headline(_ style: TextStyle) -> String {
        let command = DisplayText.line(commandLine)
        let who =
            name.map { ["session \(DisplayText.line($0))", String(id.prefix(8))] }
            ?? ["session \(id)"]
        var how = [style.zonedTime(microseconds: startedAt)]
        if let duration { how.append(Figures.duration(milliseconds: duration)) }
        if !outcome.isEmpty { how.append(outcome) }
        let line = (who + (command.isEmpty ? [] : [command]) + how).joined(separator: "  ")
        if DisplayText.width(line) <= style.width { return line }
        return [(who + how).joined(separator: "  "), command.isEmpty ? nil : "  " + command]
            .compactMap { $0 }.map { DisplayText.cut($0, to: style.width, style) }.joined(
                separator: "\n")
    }

    package var startedText: String { Instant.iso8601(microseconds: startedAt) }
    package var endedText: String? { endedAt.map { Instant.iso8601(microseconds: $0) } }
}
