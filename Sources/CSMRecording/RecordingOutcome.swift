public import CSMCapture
public import SessionStore

/// What a recording came to.
public struct RecordingOutcome: Sendable {
    public let counters: SessionCounters
    /// The first thing the database refused.
    public let failure: StoreError?
    public let reception: DatagramReceiver.Outcome
    /// `nil` where none was left.
    public let left: LeftProcesses?
    /// Whether spans were listened for.
    public let hasSpanReceiver: Bool
    /// The session as it is stored; `nil` where it could not be ended, or has too many operations to
    /// count each.
    public let session: RecordedSession?
    /// What was to be sent on to other listeners, and was not.
    public var notForwarded: [DatagramRelay.Shortfall] = []

    /// What the user must know, whether quiet or not; empty when nothing was lost.
    public var losses: [String] {
        var lines: [String] = []
        if let failure {
            let dropped = counters.droppedByRecorder
            lines.append(
                dropped == 0
                    ? failure.description
                    : "\(failure.description); \(dropped) datagrams not stored")
        }
        if let failure = reception.failure { lines.append(failure.description) }
        if let kernel = counters.droppedByKernel, kernel > 0 {
            lines.append("the kernel dropped \(kernel) datagrams before they could be received")
        }
        if reception.truncated > 0 {
            lines.append("\(reception.truncated) datagrams were too long and were cut off")
        }
        if reception.wasCut {
            lines.append(
                "stopped listening while datagrams were still arriving: COMMAND left a process running"
            )
        }
        for shortfall in notForwarded {
            let count = shortfall.datagrams
            lines.append(
                "\(count) datagram\(count == 1 ? "" : "s") not forwarded to \(shortfall.target): "
                    + shortfall.reason)
        }
        if let left { lines += left.sentences }
        return lines
    }
}
