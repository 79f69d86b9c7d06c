public import OTLP

/// Makes CSM events of spans, which may come in any order and in any number of requests.
///
/// A call waits for its attempts, and an attempt for its call: neither names the other but by the
/// parent's id. What waits is bounded in number and time.
public struct SpanConverter {
    public private(set) var counters = SpanCounters()

    private var writing: EventWriting
    private let decoder = TraceDecoder(names: AttributeName.names)
    private var recent = RecentSpans(limit: 1 << 18)
    private var waiting = WaitingCalls(most: 8_192)
    private var written = WrittenCalls(limit: 4_096)

    /// How long calls wait, in nanoseconds.
    private enum Patience {
        /// Any call: its SDK may tell of it by CSM, too, and that should come first.
        static let least: UInt64 = 100_000_000
        /// A call since its last attempt came, for there may be more.
        static let afterAttempt: UInt64 = 1_000_000_000
        /// A call without an attempt so far.
        ///
        /// An exporter sends those first, but perhaps over another connection.
        static let withoutAttempt: UInt64 = 2_000_000_000
        /// An attempt whose call has not come: it may be a request to somebody else.
        static let withoutCall: UInt64 = 10_000_000_000
    }

    /// `clientID` is what the events have as theirs.
    public init(clientID: String) { writing = EventWriting(clientID: clientID) }

    /// Takes a request's body, decompressed, and returns the calls that there is no room to keep waiting.
    ///
    /// Of a request that is refused nothing is taken. `now` is in nanoseconds of a clock that never
    /// goes back.
    public mutating func receive(
        _ request: UnsafeBufferPointer<UInt8>, _ format: TraceDecoder.Format, now: UInt64
    ) throws(OTLPError) -> [SpanGroup] {
        do throws(OTLPError) {
            return receive(try decoder.spans(request, format), now: now)
        } catch {
            noteRefused()
            throw error
        }
    }

    /// Counts a request that never came to be decoded.
    public mutating func noteRefused() { counters.refusedRequests += 1 }

    public mutating func receive(_ spans: [Span], now: UInt64) -> [SpanGroup] {
        var groups: [SpanGroup] = []
        for span in spans {
            counters.received += 1
            guard span.id.isValid else { continue }
            let recorded = RecordedSpan(span)
            let event = recorded?.event
            let isCall = recorded == nil && span.isCall
            guard event != nil || isCall || recorded == nil && span.isRequest else { continue }
            guard recent.insert(span.id) else {
                counters.duplicate += 1
                continue
            }
            if let event {
                // What was recorded once says all of itself.
                add(
                    recorded?.kind == .call
                        ? SpanGroup(attempts: [], call: event, requestID: nil)
                        : SpanGroup(attempts: [event], call: nil, requestID: nil), to: &groups)
            } else if isCall {
                wait(for: span.id, now: now) { $0.call = span }
            } else {
                var call = span.id
                call.span = span.parent
                if let parent = written.call(call) {
                    add(writing.lateAttempt(span, of: parent), to: &groups)
                } else {
                    wait(for: call, now: now) { WaitingCalls.add(span, to: &$0) }
                }
            }
        }
        while waiting.isFull, let entry = waiting.takeFirst() { complete(entry, to: &groups) }
        return groups
    }

    private mutating func wait(
        for call: SpanID, now: UInt64, _ change: (inout WaitingCalls.Entry) -> Void
    ) {
        waiting.update(call, now: now, change) { entry in
            guard let call = entry.call else { return entry.since + Patience.withoutCall }
            // Botocore counts its retries itself, and has no spans of attempts.
            if call.attributes.integer(.retryAttempts) != nil { return now + Patience.least }
            return now
                + (entry.requests.isEmpty ? Patience.withoutAttempt : Patience.afterAttempt)
        }
    }

    /// Returns what has waited long enough.
    ///
    /// It looks at all that wait, so it is for a few times a second.
    public mutating func tick(now: UInt64) -> [SpanGroup] {
        var groups: [SpanGroup] = []
        for entry in waiting.takeDue(now: now) { complete(entry, to: &groups) }
        return groups
    }

    /// Returns all calls that still wait: nothing more will come.
    public mutating func finish() -> [SpanGroup] {
        var groups: [SpanGroup] = []
        while let entry = waiting.takeFirst() { complete(entry, to: &groups) }
        return groups
    }

    private mutating func complete(_ entry: WaitingCalls.Entry, to groups: inout [SpanGroup]) {
        guard let call = entry.call else { return }
        written.insert(call)
        add(writing.group(of: call, entry.requests), to: &groups)
    }

    private mutating func add(_ group: SpanGroup, to groups: inout [SpanGroup]) {
        counters.used += group.spans
        groups.append(group)
    }
}
