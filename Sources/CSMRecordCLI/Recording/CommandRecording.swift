import CSMRecording
import ChildCommand
import Glibc
import SessionStore

/// How commands are run and recorded, one after another.
struct CommandRecording {
    let signals: ForegroundSignals
    let talk: Talk
    /// How long nothing must come after a command's end, in milliseconds.
    var linger: Int64 = 25
    /// Whether the processes that a command leaves running are waited for.
    var waitsForDescendants = false
    var streams = ChildStreams.own
    /// Tells the calls of a session while it is recorded; `nil` for nothing to be told.
    var watch: (SessionDescription) -> TailThread? = { _ in nil }
    /// Binds the port and opens the database.
    let begin: (SessionDescription) throws -> Recording

    /// Runs a command to its end, recorded as that session.
    ///
    /// Throws a `Failure` where it was not started, and then leaves no session.
    func record(_ command: [[UInt8]], as session: SessionDescription) throws -> RecordedRun {
        let recorder: Recording
        do {
            recorder = try begin(session)
        } catch {
            throw Failure(translating: error).beforeChild
        }
        let tail = watch(session)
        let environment = CSMEnvironment(
            reportingTo: recorder.address, session: session,
            clientID: SystemFacts.environment("AWS_CSM_CLIENT_ID"))
        let spans = recorder.spanPort.map { OTelEnvironment.own(reportingTo: $0).switches }
        let descendants = Descendants()
        let child: RunningChild
        do throws(ChildError) {
            child = try ChildCommand(
                command,
                environment: environment.switches + (spans ?? [])
                    + [("CSM_RECORD_SESSION", session.id)],
                streams: streams
            ).start(signals)
        } catch {
            tail?.finish { _ in true }
            recorder.discard()
            throw Failure(error)
        }
        var interruption: Int32?
        let status = child.wait { interruption = $0 }
        if waitsForDescendants, !waitForEnd(of: descendants) { interruption = SIGINT }
        let outcome = recorder.finish(
            linger: linger, exitCode: status.exitCode, exitSignal: status.signal,
            findLeft: { LeftProcesses(descendants.living()) }
        ) { milliseconds in
            guard signals.isInterrupted(withinMilliseconds: milliseconds) else { return false }
            interruption = SIGINT
            return true
        }
        tail?.finish { milliseconds in
            guard signals.isInterrupted(withinMilliseconds: milliseconds) else { return false }
            interruption = SIGINT
            return true
        }
        return RecordedRun(
            session: session, outcome: outcome, status: status, interruption: interruption)
    }

    /// Runs a command to its end, not recorded.
    func run(
        _ command: [[UInt8]]
    ) throws(ChildError) -> (status: ChildStatus, interruption: Int32?) {
        var interruption: Int32?
        let child = try ChildCommand(command, environment: [], streams: streams).start(signals)
        let status = child.wait { interruption = $0 }
        return (status, interruption)
    }

    /// Whether they have ended, and not Ctrl-C the waiting.
    private func waitForEnd(of descendants: Descendants) -> Bool {
        if let left = LeftProcesses(descendants.living()) {
            talk.say("waiting for \(left); press Ctrl-C to stop waiting")
        }
        return descendants.waitForEnd(signals)
    }
}
