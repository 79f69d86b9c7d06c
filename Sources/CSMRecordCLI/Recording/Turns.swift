import CSMAnalysis
import CSMCapture
import CSMRecording
import ChildCommand
import Glibc
import SessionReading
import SessionStore

/// Two commands recorded in turns, ABBA ABBA …, so that what changes with time changes both.
struct Turns: ~Copyable {
    struct Plan {
        var rounds: Int
        /// Rounds before these, which are not recorded.
        var warmup: Int
        /// Run before each.
        var preparation: String?
        /// Whether to go on after a command that failed.
        var ignoresFailure: Bool
        /// Whether what the commands write goes to standard error.
        var showsOutput: Bool
    }

    struct Side {
        let name: String
        let command: String
        fileprivate(set) var runs: [ComparedRun] = []
        /// How many of them failed.
        fileprivate(set) var failures = 0

        init(name: String, command: String) {
            self.name = name
            self.command = command
        }
    }

    private struct Interrupted: Error {
        let signal: Int32
    }

    private let plan: Plan
    private(set) var sides: [Side]
    /// What the user must know of the recordings.
    private(set) var losses: [String] = []
    private let recording: CommandRecording
    /// What the commands write to standard error, where it is not shown.
    private let errors: CapturedText
    private let reader: SessionReader
    private let query: ComparisonQuery

    init(
        of base: Side, and new: Side, by plan: Plan, _ recording: CommandRecording,
        _ reader: SessionReader, _ query: ComparisonQuery
    ) throws(Failure) {
        let errors = try CapturedText()
        var recording = recording
        recording.streams = try Self.streams(plan.showsOutput ? nil : errors.descriptor)
        sides = [base, new]
        self.plan = plan
        self.recording = recording
        self.errors = errors
        self.reader = reader
        self.query = query
    }

    /// A command that is compared must not wait for a terminal, and standard output is the
    /// report's; what it writes is shown where `errors` is `nil`.
    private static func streams(_ errors: Int32?) throws(Failure) -> ChildStreams {
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard nothing >= 0 else {
            throw Failure(
                "cannot open /dev/null: \(String(cString: strerror(errno)))",
                status: ExitStatus.inputOutput)
        }
        return ChildStreams(
            input: nothing, output: errors == nil ? STDERR_FILENO : nothing,
            errors: errors ?? STDERR_FILENO)
    }

    /// What there is so far; `nil` before both have a run.
    var comparison: Comparison? {
        guard sides.allSatisfy({ !$0.runs.isEmpty }) else { return nil }
        return Comparison(base: sides[0].runs, new: sides[1].runs, by: query)
    }

    /// How many runs there are.
    var done: Int { sides.reduce(0) { $0 + $1.runs.count } }

    /// Records all rounds; `tell` is told of the first one's beginning, and of each run's end.
    ///
    /// Returns the number of the signal that ended it early, if one did. Throws a `Failure` where a
    /// command failed, with its exit code.
    mutating func record(tell: (_ done: Int, Comparison?) -> Void) throws -> Int32? {
        tell(0, nil)
        do {
            for round in 0..<plan.warmup {
                for side in Self.order(round) {
                    try run(sides[side].command, "\(sides[side].name)", "while warming up")
                }
            }
            for round in 0..<plan.rounds {
                for side in Self.order(round) {
                    try record(side, round: round + 1)
                    tell(done, comparison)
                }
            }
        } catch let interrupted as Interrupted {
            return interrupted.signal
        }
        return nil
    }

    private static func order(_ round: Int) -> [Int] { round % 2 == 0 ? [0, 1] : [1, 0] }

    private mutating func record(_ side: Int, round: Int) throws {
        let place = "in round \(round) of \(plan.rounds)"
        if let preparation = plan.preparation {
            errors.clear()
            let ended = try recording.run(Self.shell(preparation))
            try check(ended.status, ended.interruption, "--prepare", place, preparation)
        }
        errors.clear()
        let (name, command) = (sides[side].name, sides[side].command)
        let run = try recording.record(
            Self.shell(command), as: .round(round, of: command, named: name))
        losses += run.outcome.losses.map { "\(name), round \(round): \($0)" }
        let ignoresFailure = plan.ignoresFailure
        try check(run.status, run.interruption, name, place, command, ignoresFailure)
        if run.status.exitCode != 0 { sides[side].failures += 1 }
        sides[side].runs += try reader.comparedRuns(of: [run.session.id], by: query.statistics)
    }

    /// Runs a command that is not recorded, after what prepares it.
    private func run(_ command: String, _ what: String, _ place: String) throws {
        if let preparation = plan.preparation {
            errors.clear()
            let ended = try recording.run(Self.shell(preparation))
            try check(ended.status, ended.interruption, "--prepare", place, preparation)
        }
        errors.clear()
        let ended = try recording.run(Self.shell(command))
        try check(ended.status, ended.interruption, what, place, command, plan.ignoresFailure)
    }

    private static func shell(_ command: String) -> [[UInt8]] {
        ["sh", "-c", command].map { Array($0.utf8) }
    }

    /// Throws where it was interrupted, or failed and that matters.
    private func check(
        _ status: ChildStatus, _ interruption: Int32?, _ what: String, _ place: String,
        _ command: String, _ ignoresFailure: Bool = false
    ) throws {
        let isLate = recording.signals.isInterrupted(withinMilliseconds: 0)
        if let signal = interruption ?? (isLate ? SIGINT : nil) {
            throw Interrupted(signal: signal)
        }
        guard status.exitCode != 0, !ignoresFailure else { return }
        let reason =
            switch status {
            case .exited(let code): "exited with \(code)"
            case .signaled(let signal): "was ended by signal \(signal)"
            }
        let written = errors.lastLines(10).map { "  | " + $0 }
        let advice =
            what == "--prepare"
            ? [] : ["to go on after a failure: -i; to see all it writes: --show-output"]
        throw Failure(
            sentences: ["\(what) \(reason) \(place): \(command)"] + written + advice,
            status: status.exitCode)
    }
}

extension SessionDescription {
    /// The session of one round of a shell's command.
    fileprivate static func round(
        _ round: Int, of command: String, named name: String
    ) -> SessionDescription {
        SessionDescription(
            name: name, command: ["sh", "-c", command], workingFolder: SystemFacts.workingFolder(),
            host: SystemFacts.hostName(), tags: [(RepeatOptions.tag, String(round))],
            toolVersion: ToolVersion.current, keepsSecrets: false,
            startedAt: Clock.realtime() / 1_000)
    }
}
