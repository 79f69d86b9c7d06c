import CSMAnalysis
import CSMCapture
import CSMLive
import CSMReport
import Glibc
import SessionFollowing
import SessionStore
import Synchronization

/// Tells the calls of a session on standard error while this process records it.
///
/// It reads them from the database, as anybody else would, on a thread of its own that lets all
/// others go first: what receives and stores never waits for it.
final class TailThread: Sendable {
    private let database: String
    private let session: String
    private let lines: TailLines
    /// What each line begins with.
    private let prefix: String
    /// The recording is over: what is stored is all there is.
    private let isOver = Atomic(false)
    /// Nobody wants to hear the rest.
    private let isAbandoned = Atomic(false)
    private let hasEnded = Atomic(false)

    /// Begins; `session` is the id of one that has begun.
    init(
        of session: String, in database: String, _ lines: TailLines, prefix: String
    ) throws(CaptureError) {
        self.session = session
        self.database = database
        self.lines = lines
        self.prefix = prefix
        _ = try Thread { self.run() }
    }

    private func run() {
        defer { hasEnded.store(true, ordering: .releasing) }
        Thread.yieldPriority(by: 19)
        do {
            guard let found = try SessionFinder(in: database, since: 0).session(id: session) else {
                return
            }
            let tail = try SessionTail(found, TailQuery(operations: .all))
            var loop = TailLoop(
                tail: tail, lines: lines,
                write: { text in
                    self.write(text) && !self.isAbandoned.load(ordering: .acquiring)
                },
                wait: { milliseconds in
                    // Short, for the end of the recording is waited for.
                    for _ in 0..<(milliseconds / 10) where !self.isOver.load(ordering: .acquiring) {
                        usleep(10_000)
                    }
                    return !self.isAbandoned.load(ordering: .acquiring)
                },
                isOver: { self.isOver.load(ordering: .acquiring) })
            _ = try loop.run()
        } catch {
            Talk.say(["cannot show the calls: \(error)"])
        }
    }

    /// Returns whether somebody hears it.
    private func write(_ text: String) -> Bool {
        let shown = prefix.isEmpty ? text : prefixed(text)
        return FileOutput.write(
            GitHubActions.isRunning ? WorkflowCommands.defused(shown) : shown, to: STDERR_FILENO)
            == 0
    }

    private func prefixed(_ text: String) -> String {
        text.split(separator: "\n").map { "\(prefix)\($0)\n" }.joined()
    }

    /// Waits until all that is stored is told, or `isInterrupted`, which waits that many
    /// milliseconds, says that nobody wants to hear it.
    ///
    /// To be called when the recording is over.
    func finish(isInterrupted: (_ withinMilliseconds: Int) -> Bool) {
        isOver.store(true, ordering: .releasing)
        while !hasEnded.load(ordering: .acquiring) {
            guard isInterrupted(10) else { continue }
            isAbandoned.store(true, ordering: .releasing)
            return
        }
    }
}
