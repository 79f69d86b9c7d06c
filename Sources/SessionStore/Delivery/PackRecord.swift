/// A record that was sent to a delivery stream, or was about to be, as the database remembers it.
public struct PackRecord: Sendable, Equatable {
    public enum State: String, Sendable {
        /// It was sent, and what came of it is not known.
        case inFlight = "inflight"
        /// It is not there, for certain.
        case released
        /// The service has acknowledged it.
        case acknowledged = "acked"
    }

    /// The session's id.
    public let session: String
    /// Sequence numbers of its first and its last event.
    public let first: Int64
    public let last: Int64
    public let events: Int
    /// The names that its lines have.
    public let sessionName: String?
    public let functionName: String?
    public let state: State
    /// Whether it was sent once more after a send that had no answer.
    public let maybeTwice: Bool

    public init(
        session: String, first: Int64, last: Int64, events: Int, sessionName: String?,
        functionName: String?, state: State, maybeTwice: Bool = false
    ) {
        self.session = session
        self.first = first
        self.last = last
        self.events = events
        self.sessionName = sessionName
        self.functionName = functionName
        self.state = state
        self.maybeTwice = maybeTwice
    }
}
