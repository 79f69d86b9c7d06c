/// What a datagram turned out to be.
public enum EventLevel: String, Sendable, CaseIterable {
    /// An `ApiCall` event: one API call as the program saw it, retries included.
    case call
    /// An `ApiCallAttempt` event: one HTTP request of a call.
    case attempt
    /// One JSON object of any other `Type`, or of none.
    case other
    /// Not one JSON object.
    case undecodable
    /// A datagram of zero bytes; PHP sends such.
    case empty

    /// Whether the datagram is one JSON object.
    public var isDecoded: Bool { self != .undecodable && self != .empty }
}
