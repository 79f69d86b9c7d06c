import ArgumentParser
import CSMBudget
import CSMRecording
import ChildCommand
import SessionReading
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
            """)

    @OptionGroup var recording: RecordingOptions

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
        let budget = judges ? try budgets.load() : nil
        let session = recording.describe(command: childArguments, talk)
        let recorder: Recording
        do {
            recorder = try recording.begin(
                session, in: store.path, on: port, within: .outerRecording, talk)
        } catch {
            throw Failure(translating: error).beforeChild
        }
        let environment = CSMEnvironment(
            reportingTo: recorder.address, session: session,
            clientID: SystemFacts.environment("AWS_CSM_CLIENT_ID"))
        let descendants = Descendants()
        let child: RunningChild
        do throws(ChildError) {
            child = try ChildCommand(
                SystemFacts.lastArguments(childArguments.count),
                environment: environment.switches + [("CSM_RECORD_SESSION", session.id)]
            ).start(signals)
        } catch {
            recorder.discard()
            throw Failure(error)
        }
        let status = child.wait()
        if wait { waitForEnd(of: descendants, signals, talk) }
        let outcome = recorder.finish(
            linger: linger.milliseconds, exitCode: status.exitCode, exitSignal: status.signal,
            findLeft: { LeftProcesses(descendants.living()) }, isInterrupted: signals.isInterrupted)
        SessionEnd(session: session, reader: store.reader, talk: talk).tell(outcome, summary)
        let verdict = budget.map { judge(session, by: $0, talk) } ?? nil
        // A child's failure outranks a budget's.
        throw ChildEnded(code: status.exitCode != 0 ? status.exitCode : verdict ?? 0)
    }

    private func waitForEnd(
        of descendants: Descendants, _ signals: ForegroundSignals, _ talk: Talk
    ) {
        if let left = LeftProcesses(descendants.living()) {
            talk.say("waiting for \(left); press Ctrl-C to stop waiting")
        }
        _ = descendants.waitForEnd(signals)
    }

    private var judges: Bool { check || budgets.budget != nil || !budgets.asserts.isEmpty }

    /// Tells what the budget says of the session; returns the exit code it asks for.
    private func judge(
        _ session: SessionDescription, by budget: Budget, _ talk: Talk
    ) -> Int32? {
        do {
            let result = try store.reader.check([session.id], by: budget, isStrict: false)
            Verdicts(result).tell(talk, GitHubActions(.auto))
            return result.conclusion.status
        } catch {
            Talk.say(Failure(translating: error).sentences)
            return ExitStatus.noVerdict
        }
    }
}
