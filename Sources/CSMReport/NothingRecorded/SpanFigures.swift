/// What came by OpenTelemetry while a session was recorded with `--otel`.
public struct SpanFigures: Sendable, Equatable {
    public var received: Int
    /// Those that a call or an attempt was made of.
    public var used: Int
    public var refusedRequests: Int

    public init(received: Int, used: Int, refusedRequests: Int) {
        self.received = received
        self.used = used
        self.refusedRequests = refusedRequests
    }
}
