/// What became of a call's spans: its events, as CSM would have sent them.
public struct SpanGroup: Sendable {
    /// The events of the attempts, by their start.
    public var attempts: [[UInt8]]
    /// The call's event; `nil` where only attempts came, after their call.
    public var call: [UInt8]?
    /// What the service called the request that ended the call.
    public var requestID: String?

    /// How many spans they were made of.
    public var spans: Int { attempts.count + (call == nil ? 0 : 1) }

    public init(attempts: [[UInt8]], call: [UInt8]?, requestID: String?) {
        self.attempts = attempts
        self.call = call
        self.requestID = requestID
    }
}
