import ArgumentParser
import CSMAnalysis
import CSMCapture
import CSMEvents
import CSMReplaying
import CSMReport
import Glibc
import SessionReading
import SessionStore

struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send a session's datagrams again.",
        discussion: """
            Sends each datagram as it is stored, in the order and at the intervals of arrival. The \
            target is AWS_CSM_HOST and AWS_CSM_PORT, else 127.0.0.1:31000. Exits with 69 if \
            nothing is listening there.

            Examples:
              csm-record replay nightly --speed 4
              csm-record run -- csm-record replay session.jsonl --speed max
              csm-record replay @ --to 127.0.0.1:8125 --only 'S3.*' --loop 10
            """)

    enum Level: String, ExpressibleByArgument, CaseIterable {
        case call, attempt
    }

    @Argument(help: "The session; @ is the newest.", completion: Completions.session)
    var session = "@"

    @Option(help: ArgumentHelp("The address to send to.", valueName: "host:port"))
    var to: TargetAddress?

    @Option(
        help: ArgumentHelp(
            "Send this many times faster, or max for no pauses.", valueName: "factor"))
    var speed = ReplaySpeed(.factor(1))

    @Option(help: ArgumentHelp("Shorten longer pauses to this: 250ms, 2s.", valueName: "time"))
    var maxGap: TimeSpan?

    @Option(help: ArgumentHelp("Send the session this many times.", valueName: "n"))
    var loop = 1

    @OptionGroup var operations: OperationOptions

    @Option(help: "Send only calls, or only attempts.")
    var level: Level?

    /// The older name of --level.
    @Option(help: .hidden)
    var type: Level?

    @Option(help: ArgumentHelp("Send at most this many datagrams.", valueName: "n"))
    var limit: Int?

    @Flag(help: "Shift timestamps so that the session starts now.")
    var retime = false

    @Flag(help: "Send even if the session contains session tokens and access keys.")
    var sendSecrets = false

    @Flag(help: "Show what would be sent, but send nothing.")
    var dryRun = false

    @Flag(
        name: .customLong("stdout"),
        help: "Write to standard output instead, one datagram per line.")
    var standardOutput = false

    @Flag(help: "With --stdout: write even to a terminal, which may interpret control characters.")
    var force = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func validate() throws {
        if loop < 1 { throw ValidationError("--loop must be at least 1.") }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        if standardOutput, to != nil {
            throw ValidationError("--stdout and --to cannot be used together.")
        }
        if force, !standardOutput { throw ValidationError("--force needs --stdout.") }
    }

    func run() throws {
        let source = try open()
        if dryRun { return try describe(source) }
        if standardOutput { try StandardOutput.refuseTerminal(unless: force) }
        if source.session.record.description.keepsSecrets, !sendSecrets {
            throw Failure(
                "cannot send session \(source.session.id): it contains session tokens and access keys",
                "pass --send-secrets to send it anyway", status: ExitStatus.usage)
        }
        let progress = Progress(talking.talk)
        defer { progress.clear() }
        let count = ReplayForecast.count(source, rounds: loop, limit: limit)
        let origin = retime ? try source.session.clock().line.interval.start : nil
        let replayer = Replayer(
            source, to: try output(), schedule, isPaced: speed.value != .unlimited,
            retimedFrom: origin, limit: limit, isInterrupted: pause()
        ) { progress.tell("replaying", $0, of: count, .count("datagrams")) }
        let figures = try replayer.run(rounds: loop)
        progress.clear()
        talking.talk.say(figures.sentence(verbose: talking.talk.level == .verbose))
        if figures.refused > 0 {
            throw Failure(
                "cannot send to \(target): nothing is listening there",
                "start a listener, or pass the address of one: --to HOST:PORT",
                status: ExitStatus.unavailable)
        }
    }

    /// Lets time pass, and tells whether Ctrl-C or the like came.
    private func pause() -> (Int64) -> Bool {
        // A blocked write to standard output can only be ended by what ends the program.
        if standardOutput {
            return { nanoseconds in
                usleep(useconds_t(nanoseconds / 1_000))
                return false
            }
        }
        let interrupts = Interrupts()
        return { interrupts.come(withinNanoseconds: $0) }
    }

    private func open() throws -> ReplaySource {
        // Under run, the newest is the one that this replay is recorded into.
        var reader = store.reader(talking.talk)
        reader.excluded = Set([SystemFacts.environment("CSM_RECORD_SESSION")].compactMap { $0 })
        let session = try reader.session(session)
        let choice = OperationChoice(
            only: operations.onlyGlobs, not: operations.notGlobs,
            resources: operations.resourceGlobs)
        let level = level ?? type
        let isAnything = choice.isAnything && level == nil
        return try ReplaySource(session) { labels in
            if isAnything { return true }
            guard labels.level == .call || labels.level == .attempt else { return false }
            if let level, (level == .call) != (labels.level == .call) { return false }
            return choice.includes(labels)
        }
    }

    private var schedule: ReplaySchedule {
        ReplaySchedule(
            speed: speed.value, longestGap: maxGap.map { $0.milliseconds * 1_000 })
    }

    private var target: SocketAddress { to?.address ?? .environment ?? .standard }

    private func output() throws -> ReplayOutput {
        standardOutput
            ? .lines { try StandardOutput.write($0) } : .socket(try DatagramSender(to: target))
    }

    /// Goes through it all without sending.
    private func describe(_ source: ReplaySource) throws {
        let forecast = try ReplayForecast(source, schedule, rounds: loop, limit: limit)
        let duration = ReplayFigures.decimal(Double(forecast.duration) / 1e9)
        let pause = ReplayFigures.decimal(Double(forecast.longestPause) / 1e9)
        let destination = standardOutput ? "standard output" : "\(target)"
        try StandardOutput.write(
            "\(forecast.count) datagram\(forecast.count == 1 ? "" : "s") to \(destination) in "
                + "\(duration) s, longest pause \(pause) s\n"
        )
    }
}
