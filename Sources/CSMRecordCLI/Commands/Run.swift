import ArgumentParser
import CSMAnalysis
import CSMBudget
import CSMRecording
import CSMReport
import ChildCommand
import SessionStore

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a command and record the AWS calls it makes.",
        usage: "csm-record run [<options>] [--] <command> [<arg> ...]",
        discussion: """
            COMMAND runs in the foreground, as if started directly, with Client Side Monitoring \
            enabled. csm-record exits with COMMAND's exit code, or with 125 if recording cannot \
            start, 126 if COMMAND cannot be executed, 127 if COMMAND is not found. Inside another \
            run, all datagrams are also forwarded to the outer recording.

            Examples:
              csm-record run -- pytest -q
              csm-record run --name nightly --tag branch=main -- make test
              csm-record run --otel -- node --require ./tracing.js app.js
              csm-record run --repeat 10 --name main -- pytest -q
              csm-record run --check --baseline main@10 --confirm 5 -- pytest -q
            """)

    @OptionGroup var recording: RecordingOptions
    @OptionGroup var live: LiveOptions

    @Option(
        help: ArgumentHelp(
            "The UDP port: a number, or auto for a free port, known only to COMMAND.",
            valueName: "port"))
    var port = ListeningPort.auto

    @Option(
        help: ArgumentHelp(
            "After COMMAND ends, wait until no datagram has arrived for this long: 25ms, 1.5s.",
            valueName: "time"))
    var linger = TimeSpan(milliseconds: 25)

    @Flag(
        help: "After COMMAND ends, wait for processes that it left running. Ctrl-C stops waiting."
    )
    var wait = false

    @Option(help: "What to print at the end.")
    var summary = SummaryChoice.auto

    @Flag(help: "Check the session against csm.budget; see csm-record check.")
    var check = false

    @OptionGroup var budgets: BudgetOptions
    @OptionGroup var repeating: RepeatOptions

    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.")
    var command: [String]

    /// The command without the `--` before it.
    private var childArguments: [String] {
        command.first == "--" ? Array(command.dropFirst()) : command
    }

    func validate() throws {
        guard let name = childArguments.first else {
            throw ValidationError("No command to run; pass one: csm-record run -- pytest")
        }
        if linger.milliseconds > 3_600_000 {
            throw ValidationError("--linger must be at most one hour.")
        }
        if repeating.confirm != nil, !judges {
            throw ValidationError("--confirm needs --check, --budget or --assert.")
        }
        if budgets.baseline != nil, !judges {
            throw ValidationError("--baseline needs --check, --budget or --assert.")
        }
        if repeating.hasRounds, recording.tags.contains(where: { $0.name == RepeatOptions.tag }) {
            throw ValidationError(
                "--tag round=… cannot be used with --repeat or --confirm, which set it.")
        }
        // What passes arguments through passes --help through.
        if command == ["--help"] || command == ["-h"] { throw CleanExit.helpRequest(self) }
        if command.first != "--", name.hasPrefix("-") {
            throw ValidationError("Unknown option '\(name)'")
        }
    }

    func run() throws {
        // Before any thread starts, for threads inherit the signal mask.
        let signals = ForegroundSignals()
        let talk = talking.talk
        let judge = judges ? try RunJudge(budgets, store, talk) : nil
        var recorder = CommandRecording(
            signals: signals, talk: talk, linger: linger.milliseconds, waitsForDescendants: wait
        ) { session in
            try recording.begin(
                session, in: store.path, on: port, spansOn: .auto, within: .outerRecording, talk)
        }
        recorder.watch = { live.tailBeside($0, in: store.path) }
        live.explain(talk)
        recording.describeSpans(talk)
        let name = recording.name ?? RepeatOptions.name(of: childArguments)
        var rounds = Rounds(
            of: SystemFacts.lastArguments(childArguments.count), by: recorder
        ) { round in
            // What holds for all of them is said once.
            describe(round, name, round == 1 ? talk : Talk(level: .quiet))
        }
        let count = repeating.count ?? 1
        if recording.name == nil, count > 1 {
            talk.say("\(count) rounds, each a session named \(name)")
        }
        try record(&rounds, upTo: count, talk)
        let verdict = try judge.map { try self.judge(&rounds, by: $0, talk) } ?? nil
        if summary != .none, rounds.runs.count > 1 {
            let next = ["csm-record", "stats", "\(name)@\(rounds.runs.count)"]
            talk.say("next: \(SessionOverview.commandLine(next))")
        }
        // A child's failure outranks a budget's.
        throw ChildEnded(code: rounds.status ?? verdict ?? 0)
    }

    private func describe(_ round: Int, _ name: String, _ talk: Talk) -> SessionDescription {
        guard repeating.hasRounds else {
            return recording.describe(command: childArguments, talk)
        }
        return recording.describe(
            command: childArguments, name: name, tags: [(RepeatOptions.tag, String(round))], talk)
    }

    private func record(_ rounds: inout Rounds, upTo count: Int, _ talk: Talk) throws {
        try rounds.record(upTo: count) { run, round, count in
            SessionEnd(session: run.session, reader: store.reader, talk: talk).tell(
                run.outcome, summary, round: count > 1 ? (round, count) : nil)
        }
    }

    private var judges: Bool { check || budgets.budget != nil || !budgets.asserts.isEmpty }

    /// Tells what the budget says of the rounds, after as many more as it takes to confirm what is
    /// suspect; returns the exit code it asks for.
    private func judge(_ rounds: inout Rounds, by judge: RunJudge, _ talk: Talk) throws -> Int32? {
        var result = judge.result(of: rounds.sessions, talk)
        if let count = repeating.confirm, rounds.status == nil,
            let suspects = result?.rulesToConfirm, suspects > 0
        {
            let rules = suspects == 1 ? "1 rule is" : "\(suspects) rules are"
            talk.say("\(rules) suspect: running again, round 2 of \(count)")
            try record(&rounds, upTo: count, talk)
            // What is to be known of the baseline was said.
            result = judge.result(of: rounds.sessions, Talk(level: .quiet))
        }
        return judge.tell(result, talk)
    }
}
