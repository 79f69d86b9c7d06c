import ArgumentParser
import CSMAnalysis
import SessionStore

/// How often `run` runs its command.
struct RepeatOptions: ParsableArguments {
    @Option(
        name: .customLong("repeat"),
        help: ArgumentHelp(
            "Run COMMAND so many times, each run a session of one name, tagged round=I; the first failure ends it.",
            valueName: "n"))
    var count: Int?

    @Option(
        help: ArgumentHelp(
            "If a latency is suspect against the baseline, run COMMAND again, up to so many runs in all, and judge all of them.",
            valueName: "n"))
    var confirm: Int?

    func validate() throws {
        if count.map({ $0 < 1 }) ?? false {
            throw ValidationError("--repeat takes a number from 1 on.")
        }
        if count != nil, confirm != nil {
            throw ValidationError("--repeat and --confirm exclude each other.")
        }
        let fewest = LatencyChange.Threshold.runs
        if confirm.map({ $0 < fewest }) ?? false {
            throw ValidationError(
                "--confirm takes a number from \(fewest) on: fewer runs prove nothing.")
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
