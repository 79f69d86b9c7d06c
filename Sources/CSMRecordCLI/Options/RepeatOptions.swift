import ArgumentParser
import CSMAnalysis
import SessionStore

/// How often `run` runs its command.
struct RepeatOptions: ParsableArguments {
    @Option(
        name: .customLong("repeat"),
        help: ArgumentHelp(
            "Run COMMAND N times. Each run is a session with the same name and a tag round=I. A failure ends it.",
            valueName: "n"))
    var count: Int?

    @Option(
        help: ArgumentHelp(
            "If a latency is suspect against the baseline, run COMMAND again, N times in total, and check all runs.",
            valueName: "n"))
    var confirm: Int?

    func validate() throws {
        if count.map({ $0 < 1 }) ?? false {
            throw ValidationError("--repeat must be at least 1.")
        }
        if count != nil, confirm != nil {
            throw ValidationError("--repeat and --confirm cannot be used together.")
        }
        let fewest = LatencyChange.Threshold.runs
        if confirm.map({ $0 < fewest }) ?? false {
            throw ValidationError(
                "--confirm must be at least \(fewest): fewer runs cannot confirm a latency.")
        }
    }

    /// Whether sessions are rounds, each known by its tag.
    var hasRounds: Bool { count != nil || confirm != nil }

    static let tag = "round"

    /// Programs that run another one, which their first argument names.
    private static let interpreters = ["python", "node", "ruby", "perl", "php", "sh", "bash"]

    /// A name for the sessions of a command: its program's, or its script's.
    static func name(of command: [String]) -> String {
        func last(_ path: String) -> String {
            path.split(separator: "/").last.map(String.init) ?? ""
        }
        let program = last(command.first ?? "")
        let isInterpreter = interpreters.contains {
            program == $0
                || program.hasPrefix($0)
                    && program.dropFirst($0.count).allSatisfy {
                        $0.isNumber || $0 == "."
                    }
        }
        let script = command.dropFirst().first.flatMap { $0.hasPrefix("-") ? nil : last($0) }
        let name = isInterpreter ? script ?? program : program
        // One that begins with @ counts sessions.
        let typable = String(name.drop { $0 == "@" })
        return typable.isEmpty ? "run" : typable
    }
}
