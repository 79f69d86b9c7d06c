/// A session as the database holds it.
public struct SessionRecord: Sendable {
    /// How far a session is.
    public enum State: String, Sendable {
        case complete
        /// Its recorder is at work.
        case recording
        /// Its recorder was killed; what was committed by then is there.
        case interrupted
    }

    /// The row's number, in this database only.
    public let number: Int64
    public var description: SessionDescription
    public let state: State
    /// Microseconds since 1970; `nil` for a session without an end.
    public let endedAt: Int64?
    /// When the last datagram came, in microseconds since the session's start; 0 where none did.
    public let lastArrival: Int64
    /// What the command exited with; 128 + n where signal n ended it.
    public let exitCode: Int32?
    public let exitSignal: Int32?
    /// How many processes outlived the command, so that what they did afterwards is not there.
    public let processesLeft: Int
    public let counters: SessionCounters
    /// Calls and, of them, errors.
    public let calls: Int
    public let errors: Int
    /// The sum of all calls' AttemptCount.
    public let attemptsExpected: Int
    public let attemptsSeen: Int
    /// Of those expected, those of calls that spans told of without their attempts.
    public let attemptsNotShown: Int

    /// No more processes than that: Linux numbers them with 22 bits.
    static let mostProcesses: Int64 = 1 << 22
}
