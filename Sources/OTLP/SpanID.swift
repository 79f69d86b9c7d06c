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

    public var traceText: String { Self.hex(traceHigh) + Self.hex(traceLow) }
    public var spanText: String { Self.hex(span) }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
