/// The id of a span, with the trace that it belongs to.
public struct SpanID: Sendable, Hashable {
    public var traceHigh: UInt64
    public var traceLow: UInt64
    /// 0 where there is none, such as a root span's parent.
    public var span: UInt64

    public init(traceHigh: UInt64 = 0, traceLow: UInt64 = 0, span: UInt64 = 0) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
    }

    /// Whether neither id is all zeros, which the specification forbids.
    public var isValid: Bool { span != 0 && (traceHigh | traceLow) != 0 }
}
