import ChildCommand
import Glibc
import SessionStore

/// Runs of one command, one after another, each a session of its own.
struct Rounds {
    private let recording: CommandRecording
    private let command: [[UInt8]]
    /// The session of a round, which counts from 1.
    private let describe: (_ round: Int) -> SessionDescription
    private(set) var runs: [RecordedRun] = []
    /// The exit code of what ended them early: a command that failed, or Ctrl-C.
    private(set) var status: Int32?

    init(
        of command: [[UInt8]], by recording: CommandRecording,
        describe: @escaping (_ round: Int) -> SessionDescription
    ) {
        self.command = command
        self.recording = recording
        self.describe = describe
    }

    var sessions: [SessionDescription] { runs.map(\.session) }

    /// Goes on until there are `count` of them, unless something ends them early; `tell` is told of
    /// each.
    mutating func record(
        upTo count: Int, tell: (_ run: RecordedRun, _ round: Int, _ count: Int) -> Void
    ) throws {
        while runs.count < count, status == nil {
            let round = runs.count + 1
            let run = try recording.record(command, as: describe(round))
            runs.append(run)
            tell(run, round, count)
            if run.status.exitCode != 0 {
                status = run.status.exitCode
                if count > 1 { Talk.say([Self.failure(run, round, count)]) }
            } else if round < count, let signal = interruption(run) {
                status = 128 + signal
                Talk.say(["interrupted in round \(round) of \(count)"])
            }
        }
    }

    /// What asked to end, be it only after the command had.
    private func interruption(_ run: RecordedRun) -> Int32? {
        let isLate = recording.signals.isInterrupted(withinMilliseconds: 0)
        return run.interruption ?? (isLate ? SIGINT : nil)
    }

    private static func failure(_ run: RecordedRun, _ round: Int, _ count: Int) -> String {
        let reason =
            switch run.status {
            case .exited(let code): "exited with \(code)"
            case .signaled(let signal): "was ended by signal \(signal)"
            }
        return "the command \(reason) in round \(round) of \(count)"
            + (round < count ? ": no further round" : "")
    }
}
