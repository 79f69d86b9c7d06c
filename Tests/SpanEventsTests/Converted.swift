import CSMTestSupport
import OTLP
import SpanEvents

/// A converter under test, with what it has returned.
struct Converted {
    private var converter = SpanConverter(clientID: "tests")
    private(set) var groups: [SpanGroup] = []
    /// Nanoseconds.
    private var now: UInt64 = 1_000_000_000

    var counters: SpanCounters { converter.counters }

    mutating func receive(
        _ body: [UInt8], _ format: TraceDecoder.Format
    ) throws(OTLPError) {
        groups += try body.withUnsafeBufferPointer { (body) throws(OTLPError) in
            try converter.receive(body, format, now: now)
        }
    }

    mutating func receive(_ spans: [Span]) { groups += converter.receive(spans, now: now) }

    /// Lets time go by.
    mutating func wait(milliseconds: UInt64) {
        now += milliseconds * 1_000_000
        groups += converter.tick(now: now)
    }

    mutating func finish() { groups += converter.finish() }

    var calls: [SpanEvent] {
        get throws { try groups.compactMap(\.call).map { try SpanEvent($0) } }
    }
    var attempts: [SpanEvent] {
        get throws { try groups.flatMap(\.attempts).map { try SpanEvent($0) } }
    }
    /// As text, sorted.
    var events: [String] {
        groups.flatMap { $0.attempts + ($0.call.map { [$0] } ?? []) }
            .map { String(decoding: $0, as: UTF8.self) }.sorted()
    }
}
