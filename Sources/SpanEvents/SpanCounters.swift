/// What became of the spans that came.
public struct SpanCounters: Sendable, Equatable {
    public var received = 0
    /// Those that an event was made of.
    public var used = 0
    public var duplicate = 0
    public var refusedRequests = 0

    public init() {}
}
