import CSMCapture
import CSMLive
import CSMReport
import Glibc
import SessionFollowing
import SessionReading
import SessionStore

/// Tells one session after the other on standard output, until a signal comes.
struct TailWatching {
    /// Between two looks for a session, in nanoseconds.
    private static let pause: Int64 = 100_000_000

    let interrupts: Interrupts
    let talk: Talk
    let query: TailQuery
    /// Whether calls that have come before are left out.
    let skipsPast: Bool
    let lines: TailLines

    /// Waits for the next session to begin; throws when a signal comes first, or nobody reads.
    func wait(for finder: SessionFinder) throws -> StoredSession? {
        talk.say("waiting for a session to begin")
        while true {
            if let session = try next(finder) { return session }
            if let signal = interrupts.signal(withinNanoseconds: Self.pause) {
                throw ChildEnded(code: 128 + signal)
            }
            if PatientOutput.isClosed { throw ClosedPipe() }
        }
    }

    /// A database that is just being made may be locked.
    private func next(_ finder: SessionFinder) throws(StoreError) -> StoredSession? {
        do {
            return try finder.next()
        } catch {
            guard error.isBusy else { throw error }
            return nil
        }
    }

    /// Tells all of a session, and what came of it; throws when a signal comes first.
    ///
    /// If it is the last one, a mark that never began is an error.
    func tell(_ session: StoredSession, isLast: Bool) throws {
        let tail = try SessionTail(session, query)
        let stop = Stop()
        let output = PatientOutput { stop.comes(to: interrupts, within: 0) }
        var loop = TailLoop(
            tail: tail, lines: lines,
            write: { text in
                let shown = GitHubActions.isRunning ? WorkflowCommands.defused(text) : text
                return try output.write(shown) && !stop.comes(to: interrupts, within: 0)
            },
            wait: { milliseconds in
                if PatientOutput.isClosed { throw ClosedPipe() }
                return !stop.comes(to: interrupts, within: Int64(milliseconds) * 1_000_000)
            })
        if skipsPast { try tail.skip() }
        let end = try loop.run()
        talk.say(
            TailLines.summary(
                of: tail.session, calls: tail.calls, errors: tail.errors, told: tail.told))
        if case .interrupted = end { throw ChildEnded(code: 128 + (stop.signal ?? SIGINT)) }
        if let mark = query.mark, isLast, !tail.sawMark {
            throw SelectionError.unknownMark(mark, sessions: [session.id])
        }
    }
}

/// The signal that asked to end.
private final class Stop {
    private(set) var signal: Int32?

    /// Whether one has come, or comes within some nanoseconds.
    func comes(to interrupts: Interrupts, within nanoseconds: Int64) -> Bool {
        signal = signal ?? interrupts.signal(withinNanoseconds: nanoseconds)
        return signal != nil
    }
}
