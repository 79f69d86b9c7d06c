import CSMRecording
import ChildCommand
import SessionStore

/// A command that was run and recorded once.
struct RecordedRun {
    let session: SessionDescription
    let outcome: RecordingOutcome
    let status: ChildStatus
    /// The signal that asked to end meanwhile, such as Ctrl-C's; `nil` where none did.
    let interruption: Int32?
}
