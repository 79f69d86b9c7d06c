public import OTLP

/// Makes CSM events of spans, which may come in any order and in any number of requests.
///
/// A call waits for its attempts, and an attempt for its call: neither names the other but by the
/// parent's id. What waits is bounded in number and time.
public struct SpanConverter {
    public private(set) var counters = SpanCounters()

    private let writing: EventWriting
    private let decoder = TraceDecoder(names: AttributeName.names)
    private var recent: RecentSpans
    private var calls = WaitingSpans<Span>()
    private var requests = WaitingSpans<[Span]>()
    private let mostWaiting: Int
    /// How long a call waits: exporters send what is finished every few seconds at most.
    private let patience: UInt64

    /// Times are nanoseconds of a clock that never goes back.
    public init(
        clientID: String, patience: UInt64 = 10_000_000_000, mostWaiting: Int = 16_384,
        mostRemembered: Int = 262_144
    ) {
        writing = EventWriting(clientID: clientID)
        self.patience = patience
        self.mostWaiting = mostWaiting
        recent = RecentSpans(limit: mostRemembered / 2)
    }

    /// Takes a request's body, decompressed, and returns the events that are complete.
    ///
    /// Of a request that is refused nothing is taken.
    public mutating func receive(
        _ request: UnsafeBufferPointer<UInt8>, _ format: TraceDecoder.Format, now: UInt64
    ) throws(OTLPError) -> [[UInt8]] {
        do throws(OTLPError) {
            return receive(try decoder.spans(request, format), now: now)
        } catch {
            counters.refusedRequests += 1
            throw error
        }
    }

    public mutating func receive(_ spans: [Span], now: UInt64) -> [[UInt8]] {
        var events: [[UInt8]] = []
        for span in spans {
            counters.received += 1
            guard span.id.span != 0 else { continue }
            guard recent.insert(span.id) else {
                counters.duplicate += 1
                continue
            }
            if span.isCall {
                // Botocore counts its retries itself, and has no spans of attempts.
                if span.attributes.integer(.retryAttempts) != nil {
                    events += complete(span)
                } else {
                    calls.insert(span, at: span.id, now: now)
                }
            } else if span.isRequest {
                let call = SpanID(
                    traceHigh: span.id.traceHigh, traceLow: span.id.traceLow, span: span.parent)
                requests.update(call, now: now, default: []) { $0.append(span) }
            }
        }
        while let (_, call) = calls.takeFirst(ifOver: mostWaiting, olderThan: patience, now: now) {
            events += complete(call)
        }
        // Requests to others than AWS wait here in vain.
        while requests.takeFirst(ifOver: mostWaiting, olderThan: .max, now: now) != nil {}
        return events
    }

    /// The events of all calls that still wait: nothing more will come.
    public mutating func finish() -> [[UInt8]] {
        var events: [[UInt8]] = []
        while let (_, call) = calls.takeFirst(ifOver: 0, olderThan: 0, now: 0) {
            events += complete(call)
        }
        return events
    }

    private mutating func complete(_ call: Span) -> [[UInt8]] {
        let attempts = requests.remove(call.id) ?? []
        counters.used += 1 + attempts.count
        return writing.events(of: call, attempts)
    }
}
