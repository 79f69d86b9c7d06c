import CSMEvents
public import OTLP

/// Makes events of traces that lie in a file, each with its time.
///
/// The file may be a session's export: then its events are as they were. Its marks are, too, which
/// a receiver cannot take, for it hears of a mark only when that is over.
public struct SpanLog {
    public struct Event: Sendable {
        public let bytes: [UInt8]
        /// Microseconds since 1970.
        public let start: Int64
        /// When it arrived, else when it was over, in microseconds since 1970.
        public let arrival: Int64
        /// Orders what arrived at one time.
        public let sequence: Int64
    }

    /// When the exported session began and ended, in microseconds since 1970; `nil` for other
    /// files.
    public private(set) var session: (start: Int64, end: Int64?)?

    private let decoder = TraceDecoder(names: AttributeName.names)
    private var converter: SpanConverter
    private var eventDecoder = EventDecoder()
    private var recent = RecentSpans(limit: 131_072)

    /// `clientID` is that of the events that come with none.
    public init(clientID: String) { converter = SpanConverter(clientID: clientID) }

    /// What became of the spans, but for those that an export made of events: these are events again.
    public var counters: SpanCounters { converter.counters }

    /// The events that a request in JSON completes.
    public mutating func receive(
        _ request: UnsafeBufferPointer<UInt8>
    ) throws(OTLPError) -> [Event] {
        var events: [Event] = []
        var others: [Span] = []
        for span in try decoder.spans(request, .json) {
            guard let own = RecordedSpan(span) else {
                others.append(span)
                continue
            }
            if recent.insert(span.id) { add(own, to: &events) }
        }
        // No time passes in a file: calls wait for their attempts until there are too many.
        return events + timed(converter.receive(others, now: 0))
    }

    /// Those that still waited for more.
    public mutating func finish() -> [Event] { timed(converter.finish()) }

    private mutating func timed(_ groups: [SpanGroup]) -> [Event] {
        groups.flatMap { $0.attempts + ($0.call.map { [$0] } ?? []) }.map { timed($0) }
    }

    private mutating func add(_ span: RecordedSpan, to events: inout [Event]) {
        if span.kind == .session { session = span.session ?? session }
        if let bytes = span.event {
            let start = span.arrival - (span.latency ?? 0) * 1_000
            events.append(
                Event(
                    bytes: bytes, start: start, arrival: span.arrival, sequence: span.sequence))
        }
        if let bytes = span.mark(.begin) {
            events.append(
                Event(
                    bytes: bytes, start: span.start, arrival: span.start, sequence: span.sequence))
        }
        if let sequence = span.endSequence, let bytes = span.mark(.end) {
            events.append(
                Event(bytes: bytes, start: span.end, arrival: span.end, sequence: sequence))
        }
    }

    private mutating func timed(_ bytes: [UInt8]) -> Event {
        bytes.withUnsafeBufferPointer { buffer in
            let event = eventDecoder.decode(buffer)
            let start = (event.timestamp ?? 0) * 1_000
            return Event(
                bytes: bytes, start: start, arrival: start + Int64(event.latency ?? 0) * 1_000,
                sequence: 0)
        }
    }
}
