/// Reads the events out of OpenTelemetry's traces.
///
/// What spans mean is no matter of the store's, so who opens a file of them brings the reader.
public protocol TraceReader {
    /// The events that a request in JSON completes; throws `TraceProblem`.
    mutating func events(
        in request: UnsafeBufferPointer<UInt8>
    ) throws(TraceProblem) -> [TracedEvent]

    /// Those that still waited for more.
    mutating func finish() -> [TracedEvent]

    /// What became of the spans; nothing else is counted.
    var counters: SessionCounters { get }

    /// When the session whose export it is began and ended, in microseconds since 1970; `nil` for
    /// other traces.
    var session: (start: Int64, end: Int64?)? { get }
}

/// An event that was made of a span.
public struct TracedEvent: Sendable {
    public let bytes: [UInt8]
    /// Microseconds since 1970.
    public let start: Int64
    public let arrival: Int64
    /// Orders what arrived at one time.
    public let sequence: Int64

    public init(bytes: [UInt8], start: Int64, arrival: Int64, sequence: Int64) {
        self.bytes = bytes
        self.start = start
        self.arrival = arrival
        self.sequence = sequence
    }
}

/// Why a request cannot be read.
public struct TraceProblem: Error {
    public let reason: String

    public init(reason: String) { self.reason = reason }
}
