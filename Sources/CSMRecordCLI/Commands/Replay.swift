import ArgumentParser
import CSMAnalysis
import CSMCapture
import CSMEvents
import Glibc
import SessionStore

struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send a session's datagrams again.",
        discussion: """
            Each as it is stored, in the order and at the intervals of their arrival, to a listener: \
            AWS_CSM_HOST and AWS_CSM_PORT, else 127.0.0.1:31000. Exits with 69 as soon as nobody \
            listens.

            Examples:
              csm-record replay nightly --speed 4
              csm-record run -- csm-record replay session.jsonl --speed max
              csm-record replay @ --to 127.0.0.1:8125 --only 'S3.*' --loop 10
            """)

    enum Level: String, ExpressibleByArgument, CaseIterable {
        case call, attempt
    }

    @Argument(help: "The session; default: the newest.")
    var session = "@"

    @Option(help: ArgumentHelp("Where to send.", valueName: "host:port"))
    var to: TargetAddress?

    @Option(help: ArgumentHelp("How many times faster, or max.", valueName: "factor"))
    var speed = ReplaySpeed(.factor(1))

    @Option(help: ArgumentHelp("Cut longer pauses to this: 250ms, 2s.", valueName: "time"))
    var maxGap: TimeSpan?

    @Option(help: ArgumentHelp("Send all of it this many times.", valueName: "n"))
    var loop = 1

    @Option(help: ArgumentHelp("Send these operations only, as in 'S3.*'.", valueName: "glob"))
    var only: [String] = []

    @Option(help: "Send calls only, or attempts only.")
    var type: Level?

    @Option(help: ArgumentHelp("Send this many datagrams at most.", valueName: "n"))
    var limit: Int?

    @Flag(help: "Move timestamps, so that the session starts now.")
    var retime = false

    @Flag(help: "Send although the session keeps session tokens and access keys.")
    var sendSecrets = false

    @Flag(help: "Only say what would be sent.")
    var dryRun = false

    @Flag(name: .customLong("stdout"), help: "Write to standard output instead, a line each.")
    var standardOutput = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func validate() throws {
        if loop < 1 { throw ValidationError("--loop takes a number from 1 on.") }
        if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 on.") }
        if standardOutput, to != nil {
            throw ValidationError("--stdout and --to exclude each other.")
        }
    }

    func run() throws {
        let source = try open()
        if dryRun { return try describe(source) }
        if source.session.record.description.keepsSecrets, !sendSecrets {
            throw Failure(
                "cannot send session \(source.session.id): it keeps session tokens and access keys",
                "say --send-secrets to send them", status: ExitStatus.usage)
        }
        let progress = ReplayProgress(talking.talk, of: expectedCount(source))
        let figures: ReplayFigures
        do {
            // A blocked write to standard output can only be ended by what ends the program.
            let replayer = Replayer(
                source, to: try output(), schedule, isPaced: speed.value != .unlimited,
                retiming: retime, limit: limit, standardOutput ? nil : Interrupts(),
                tell: progress.tell)
            figures = try replayer.run(rounds: loop)
        } catch {
            progress.clear()
            switch error {
            case let error as CaptureError: throw Failure(error)
            case let error as StoreError: throw Failure(error)
            default: throw error
            }
        }
        progress.clear()
        talking.talk.say(figures.sentence(verbose: talking.talk.level == .verbose))
        if figures.refused > 0 {
            throw Failure(
                "cannot send to \(target): nobody listens there", status: ExitStatus.unavailable)
        }
    }

    private func open() throws(Failure) -> ReplaySource {
        // Under run, the newest is the one that this replay is recorded into.
        var reader = store.reader
        reader.excluded = SystemFacts.environment("CSM_RECORD_SESSION")
        let session = try reader.session(session)
        let globs = only.map { OperationGlob($0) }
        let isAnything = globs.isEmpty && type == nil
        return try Failure.translating {
            try ReplaySource(session) { labels in
                if isAnything { return true }
                guard labels.level == .call || labels.level == .attempt else { return false }
                if let type, (type == .call) != (labels.level == .call) { return false }
                return globs.isEmpty
                    || globs.contains { $0.matches(service: labels.service, api: labels.api) }
            }
        }
    }

    private var schedule: ReplaySchedule {
        ReplaySchedule(
            speed: speed.value, longestGap: maxGap.map { $0.milliseconds * 1_000 })
    }

    private var target: SocketAddress { to?.address ?? .environment ?? .standard }

    private func output() throws(CaptureError) -> ReplayOutput {
        standardOutput ? .standardOutput : .socket(try DatagramSender(to: target))
    }

    private func expectedCount(_ source: ReplaySource) -> Int {
        let (count, overflows) = source.count.multipliedReportingOverflow(by: loop)
        return min(overflows ? .max : count, limit ?? .max)
    }

    /// Goes through it all without sending.
    private func describe(_ source: ReplaySource) throws {
        var schedule = schedule
        var left = expectedCount(source)
        let count = left
        try Failure.translating {
            for round in 0..<loop where left > 0 {
                if round > 0 { schedule.beginAgain(after: source.pause) }
                try source.forEachDatagram { _, arrival in
                    _ = schedule.deadline(arrival: arrival)
                    left -= 1
                    return left > 0
                }
            }
        }
        let duration = ReplayFigures.decimal(Double(schedule.now) / 1e9)
        let gap = ReplayFigures.decimal(Double(schedule.largestGap) / 1e9)
        let destination = standardOutput ? "standard output" : "\(target)"
        try StandardOutput.write(
            "\(count) datagram\(count == 1 ? "" : "s") to \(destination) in \(duration) s, "
                + "the longest pause \(gap) s\n"
        )
    }
}
