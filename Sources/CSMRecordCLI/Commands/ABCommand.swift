import ArgumentParser
import CSMAnalysis
import CSMCapture
import CSMRecording
import CSMReport
import ChildCommand
import SessionReading

struct ABCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ab",
        abstract: "Run two commands in turns and compare their AWS calls.",
        usage: "csm-record ab [<options>] 'COMMAND A' 'COMMAND B'",
        discussion: """
            Both commands run in the shell, in the order A B B A A B B A, so that noise of the \
            machine affects both. Each run is recorded as a session, and the sessions are compared \
            as csm-record compare does. The output of the commands is hidden, and they have no \
            standard input.

            Exit codes: if a command fails, its exit code; otherwise those of compare.

            Examples:
              csm-record ab 'pytest -q' 'NEW_CACHE=1 pytest -q'
              csm-record ab --warmup 1 --prepare 'rm -rf cache' ./load.sh ./load2.sh
              csm-record ab --rounds 10 --names py,go --fail-on slower ./a.py ./a.go
            """)

    @Option(help: ArgumentHelp("How many times to run each command.", valueName: "n"))
    var rounds = LatencyChange.Threshold.runs

    @Option(
        help: ArgumentHelp(
            "Run each command this many times first, without recording.", valueName: "n"))
    var warmup = 0

    @Option(
        help: ArgumentHelp("Run this shell command before each run.", valueName: "command"))
    var prepare: String?

    @Option(help: ArgumentHelp("The names of the sessions of A and B.", valueName: "a,b"))
    var names = SideNames(base: "base", new: "new")

    @Flag(help: "Show the output of the commands on standard error.")
    var showOutput = false

    @Flag(name: .shortAndLong, help: "Continue after a command fails, and count its run.")
    var ignoreFailure = false

    @Flag(help: "Also record OpenTelemetry spans, which SDKs without CSM can send.")
    var otel = false

    @OptionGroup var comparing: CompareOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var talking: TalkOptions

    @Argument(
        help: ArgumentHelp("The two shell commands, one argument each.", valueName: "command"))
    var commands: [String]

    func validate() throws {
        try comparing.check(isPushed: false)
        guard commands.count == 2 else {
            throw ValidationError(
                "Pass two commands, each in quotes: csm-record ab 'pytest -q' 'pytest -q --new'")
        }
        if rounds < 1 { throw ValidationError("--rounds must be at least 1.") }
        if warmup < 0 { throw ValidationError("--warmup must not be negative.") }
    }

    func run() throws {
        // Before any thread starts, for threads inherit the signal mask.
        let signals = ForegroundSignals()
        let talk = talking.talk
        try output.check()
        let recording = CommandRecording(signals: signals, talk: talk) { session in
            try Recording.begin(
                session, in: store.path, at: "127.0.0.1", .auto, within: .outerRecording,
                receivingSpans: otel ? .own(on: .auto, for: session) : nil)
        }
        var turns = try Turns(
            of: Turns.Side(name: names.base, command: commands[0]),
            and: Turns.Side(name: names.new, command: commands[1]),
            by: Turns.Plan(
                rounds: rounds, warmup: warmup, preparation: prepare,
                ignoresFailure: ignoreFailure, showsOutput: showOutput),
            recording, store.reader(talk), comparing.query)
        let signal = try record(&turns, talk)
        try tell(turns, signal, talk)
        if let signal { throw ChildEnded(code: 128 + signal) }
    }

    private func record(_ turns: inout Turns, _ talk: Talk) throws -> Int32? {
        let progress = Progress(showOutput ? Talk(level: .quiet) : talk, isImmediate: true)
        defer { progress.clear() }
        let begin = Clock.monotonic()
        let all = 2 * rounds
        return try turns.record { done, comparison in
            let seconds = Double(Clock.monotonic() - begin) / 1e9
            let line = TurnsLine(
                done: done, of: all,
                secondsLeft: done > 0 ? seconds / Double(done) * Double(all - done) : nil,
                comparison)
            progress.show(line.text)
        }
    }

    private func tell(_ turns: borrowing Turns, _ signal: Int32?, _ talk: Talk) throws {
        Talk.say(turns.losses)
        if signal != nil {
            Talk.say(["interrupted after \(turns.done) of \(2 * rounds) runs"])
        }
        for side in turns.sides where side.failures > 0 {
            Talk.say(["\(side.name) failed in \(side.failures) of \(side.runs.count) runs"])
        }
        guard let comparison = turns.comparison else { return }
        try output.write(CompareReport(comparison, showsAll: comparing.all))
        guard signal == nil else { return }
        let sets = [names.base, names.new].map { "\($0)@\(rounds)" }
        talk.say("again: \(SessionOverview.commandLine(["csm-record", "compare"] + sets))")
        try comparing.end(comparison)
    }
}
