/// What csm-record knows of an event beside its bytes, as each of its lines says it.
public struct EventPlace: Sendable {
    /// From 1, in the session's order of arrival.
    public let sequence: Int64
    /// When it came, in milliseconds since 1970.
    public let received: Int64
    /// When the call or the attempt started, in milliseconds since 1970, Go's end timestamps put
    /// right; `nil` where its SDK did not say.
    public let start: Int64?

    public init(sequence: Int64, received: Int64, start: Int64?) {
        self.sequence = sequence
        self.received = received
        self.start = start
    }
}
