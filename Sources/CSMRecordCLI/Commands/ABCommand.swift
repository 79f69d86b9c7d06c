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
        abstract: "Run two commands in turns and tell what changed from one to the other.",
        usage: "csm-record ab [<options>] 'COMMAND A' 'COMMAND B'",
        discussion: """
            Both run through the shell, in the order A B B A A B B A, so that a noisy machine is as \
            bad for one as for the other. Each run is a session; what is printed is what compare \
            prints of them. What the commands write is hidden, and they have nothing to read.

            Exit codes: that of a command that fails, which ends it; else those of compare.

            Examples:
              csm-record ab 'pytest -q' 'NEW_CACHE=1 pytest -q'
              csm-record ab --warmup 1 --prepare 'rm -rf cache' ./load.sh ./load2.sh
              csm-record ab --rounds 10 --names py,go --fail-on slower ./a.py ./a.go
            """)

    @Option(help: ArgumentHelp("How often to run each command.", valueName: "n"))
    var rounds = LatencyChange.Threshold.runs

    @Option(help: ArgumentHelp("Run each so many times before, not recorded.", valueName: "n"))
    var warmup = 0

    @Option(
        help: ArgumentHelp("Run this through the shell before each run.", valueName: "command"))
    var prepare: String?

    @Option(help: ArgumentHelp("The names of the sessions, A's and B's.", valueName: "a,b"))
    var names = SideNames(base: "base", new: "new")

    @Flag(help: "Show what the commands write, on standard error.")
    var showOutput = false

    @Flag(name: .shortAndLong, help: "Go on after a command that fails, and count its run.")
    var ignoreFailure = false

    @OptionGroup var comparing: CompareOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var talking: TalkOptions

    @Argument(
        help: ArgumentHelp("The two commands, each one word to the shell.", valueName: "command"))
    var commands: [String]

    func validate() throws {
        guard commands.count == 2 else {
            throw ValidationError(
                "Name two commands, each in quotes: csm-record ab 'pytest -q' 'pytest -q --new'")
        }
        if rounds < 1 { throw ValidationError("--rounds takes a number from 1 on.") }
        if warmup < 0 { throw ValidationError("--warmup takes a number from 0 on.") }
    }

    func run() throws {
        // Before any thread starts, for threads inherit the signal mask.
        let signals = ForegroundSignals()
        let talk = talking.talk
        try output.check()
        let recording = CommandRecording(signals: signals, talk: talk) { session in
            try Recording.begin(
                session, in: store.path, at: "127.0.0.1", .auto, within: .outerRecording)
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
