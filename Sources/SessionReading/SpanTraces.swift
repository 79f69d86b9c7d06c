public import SessionStore
import SpanEvents

/// Reads sessions out of OpenTelemetry's traces: from what spans become to what the store takes.
public struct SpanTraces: TraceReader {
    private var log: SpanLog

    public init(clientID: String) { log = SpanLog(clientID: clientID) }

    public var session: (start: Int64, end: Int64?)? { log.session }

    public var counters: SessionCounters {
        var counters = SessionCounters()
        counters.spansReceived = log.counters.received
        counters.spansUsed = log.counters.used
        counters.spansDuplicate = log.counters.duplicate
        return counters
    }

    public mutating func events(
        in request: UnsafeBufferPointer<UInt8>
    ) throws(TraceProblem) -> [TracedEvent] {
        do {
            return try log.receive(request).map { TracedEvent($0) }
        } catch {
            throw TraceProblem(reason: "it is not a request of OpenTelemetry in JSON")
        }
    }

    public mutating func finish() -> [TracedEvent] { log.finish().map { TracedEvent($0) } }
}

extension TracedEvent {
    fileprivate init(_ event: SpanLog.Event) {
        self.init(
            bytes: event.bytes, start: event.start, arrival: event.arrival,
            sequence: event.sequence)
    }
}
