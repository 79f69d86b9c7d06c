import CSMCapture
import CSMReport
import Glibc

/// How far something is that takes its time, on a terminal, in a line of its own that goes away.
///
/// It comes after a second, so that what is done at once says nothing.
final class Progress {
    private static let delay: Int64 = 1_000_000_000
    private static let interval: Int64 = 100_000_000

    private let isShown: Bool
    /// Nanoseconds on the monotonic clock.
    private let due: Int64
    private var lastDrawn: Int64 = 0
    /// When the work began, or its last part was over.
    private var begin: Int64
    /// What the rate is counted from.
    private var stage: Stage?

    private struct Stage {
        let work: String
        let start: Int64
        let done: Int
    }

    /// `isImmediate` shows it from the start: where the first news may be long in coming.
    init(_ talk: Talk, isImmediate: Bool = false) {
        isShown =
            talk.level != .quiet && isatty(STDERR_FILENO) == 1
            && SystemFacts.environment("TERM") != "dumb"
        begin = Clock.monotonic()
        due = begin + (isImmediate ? 0 : Self.delay)
    }

    /// Tells that `done` of `total` are done of `work`, as in `importing`; to be called often.
    func tell(
        _ work: String, _ done: Int, of total: Int?, _ unit: ProgressLine.Unit,
        details: @autoclosure () -> [String] = []
    ) {
        guard isShown else { return }
        let now = Clock.monotonic()
        let stage = continued(work, done, at: now)
        self.stage = stage
        guard now >= due, now - lastDrawn >= Self.interval else { return }
        lastDrawn = now
        let seconds = Double(now - stage.start) / 1e9
        let line = ProgressLine(
            work, done, of: total, unit,
            rate: seconds > 0.2 ? Double(done - stage.done) / seconds : nil, details: details())
        draw(line.text)
    }

    /// Shows a line that is made elsewhere, for a width, at once.
    func show(_ text: (_ width: Int) -> String) {
        guard isShown else { return }
        lastDrawn = Clock.monotonic()
        draw(text)
    }

    private func draw(_ text: (_ width: Int) -> String) {
        let width = SystemFacts.terminalWidth(STDERR_FILENO) ?? 80
        _ = FileOutput.write("\r\u{1B}[K" + text(width), to: STDERR_FILENO)
    }

    /// Takes the line away; what comes next has a rate of its own.
    func clear() {
        guard isShown else { return }
        begin = Clock.monotonic()
        stage = nil
        guard lastDrawn > 0 else { return }
        lastDrawn = 0
        _ = FileOutput.write("\r\u{1B}[K", to: STDERR_FILENO)
    }

    /// Another kind of work has a rate of its own.
    private func continued(_ work: String, _ done: Int, at now: Int64) -> Stage {
        guard let stage else { return Stage(work: work, start: begin, done: 0) }
        return stage.work == work ? stage : Stage(work: work, start: now, done: done)
    }
}
