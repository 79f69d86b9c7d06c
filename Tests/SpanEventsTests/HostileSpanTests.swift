import CSMEvents
import CSMTestSupport
import Gzip
import OTLP
import SpanEvents
import Testing

/// Whatever the bytes, the converter goes on, and what it returns are events.
struct HostileSpanTests {
    private static func bodies(_ format: TraceDecoder.Format) throws -> [[UInt8]] {
        try TraceCapture.names.flatMap { name in
            try TraceCapture(name).requests.filter { $0.format == format }.map(\.body)
        }
    }

    /// Changes that a protobuf message is most sensitive to: its lengths and tags.
    private func spoiled(_ body: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = body
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            guard !bytes.isEmpty else { return bytes }
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[place] = 0xFF
            case 2: bytes[place] &+= 1
            case 3:
                let number: [UInt8] = [UInt8](repeating: 0xFF, count: 9) + [1]
                bytes.insert(contentsOf: number, at: place)
            default: bytes.replaceSubrange(place..., with: body.prefix(place))
            }
        }
        return bytes
    }

    @Test(
        arguments: [
            (TraceDecoder.Format.protobuf, 1), (.protobuf, 2), (.json, 3), (.json, 4),
        ] as [(TraceDecoder.Format, UInt64)])
    func `of 5,000 mutated bodies each is refused or becomes events`(
        format: TraceDecoder.Format, seed: UInt64
    ) throws {
        let real = try Self.bodies(format)
        // Small ones first: most of the time would go into the large ones.
        let bodies = real.filter { $0.count < 30_000 }
        var random = SeededGenerator(seed: seed)
        var (taken, refused) = (0, 0)
        var converted = Converted()
        for number in 0..<5_000 {
            let body = bodies[number % bodies.count]
            let mutated =
                number.isMultiple(of: 2)
                ? Mutation.mutated(body, among: bodies, using: &random) : spoiled(body, &random)
            do {
                try converted.receive(mutated, format)
                taken += 1
            } catch {
                refused += 1
            }
            converted.wait(milliseconds: 10)
            if number % 50 == 49 {
                // Spans count once: a new converter sees them again.
                try check(&converted)
                converted = Converted()
            }
        }
        #expect(taken > 100)
        #expect(refused > 100)
    }

    private func check(_ converted: inout Converted) throws {
        converted.finish()
        let counters = converted.counters
        #expect(counters.used + counters.duplicate <= counters.received)
        for group in converted.groups {
            if let bytes = group.call {
                #expect(bytes.count < 65_507)
                #expect(try SpanEvent(bytes).decoded.level == .call)
            }
            for bytes in group.attempts {
                #expect(bytes.count < 65_507)
                #expect(try SpanEvent(bytes).decoded.level == .attempt)
            }
        }
    }

    /// A control character takes six bytes in JSON, which no exporter's own JSON has unescaped.
    @Test(arguments: ["ü\"", "\u{1}"])
    func `texts of any length make events that a datagram could hold`(text: String) throws {
        for count in [1_000, 10_000, 300_000] {
            let long = String(repeating: text, count: count)
            let names = ["aws.s3.bucket", "aws.request_id", "cloud.region", "user_agent.original"]
            let attributes = (names + ["server.address"]).map { ($0, MadeUpSpan.Value.text(long)) }
            var call = MadeUpSpan.call(1, long, long, attributes).failed(long, long)
            call.scope = long
            var request = MadeUpSpan.request(2, of: 1, status: nil).failed(long, long)
            request.attributes = attributes + [("http.request.method", .text("GET"))]
            request.scope = long
            var converted = Converted()
            try converted.receive(MadeUpSpan.body([call, request], .protobuf), .protobuf)
            try check(&converted)
            #expect(converted.groups.map(\.spans) == [2])
        }
    }

    @Test(
        arguments: [
            [0xFF, 0xFE], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x00],
            [0x1F, 0x7F],
            [0xEF, 0xBB, 0xBF],
        ] as [[UInt8]])
    func `what is no Unicode makes an event that others can read`(bytes: [UInt8]) throws {
        // The same length, so that protobuf's lengths hold.
        let mark = Array(String(repeating: "~", count: bytes.count).utf8)
        let text = "a" + String(decoding: mark, as: UTF8.self) + "b"
        for format in ConverterTests.formats {
            let body = MadeUpSpan.body([.call(1, text, text).failed(text, text)], format)
            // JSON's scanner takes no control characters.
            guard format == .protobuf || bytes[0] >= 0x20 else { continue }
            var converted = Converted()
            try converted.receive(body.replacing(mark, with: bytes), format)
            converted.finish()
            let call = try #require(try converted.calls.first)
            #expect(call.json["Api"].string?.hasPrefix("a") == true)
            #expect(call.json["Api"].string?.hasSuffix("b") == true)
        }
    }

    @Test(arguments: [
        #"{"resourceSpans":"#, #"{"resourceSpans":[{"a":"#, "[", #"{"a":"#,
        #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"rpc.method","value":"#
            + #"{"arrayValue":{"values":["#,
    ])
    func `brackets that never close are refused`(opening: String) {
        for closing in ["[", #"{"a":"#, #"{"arrayValue":{"values":[{"arrayValue":{"values":["#] {
            let deep = opening + String(repeating: closing, count: 1 << 20 / closing.utf8.count)
            var converted = Converted()
            #expect(throws: OTLPError.self) { try converted.receive(Array(deep.utf8), .json) }
        }
    }

    @Test func `messages in messages are stepped over, however deep`() throws {
        var value: [UInt8] = []
        for _ in 0..<2_000 {
            var list = ProtobufWriter()
            list.message(5) { $0.bytes(1, value) }
            value = list.output
        }
        var span = ProtobufWriter()
        span.message(9) {
            $0.text(1, "rpc.method")
            $0.bytes(2, value)
        }
        var request = ProtobufWriter()
        request.message(1) { $0.message(2) { $0.bytes(2, span.output) } }
        var converted = Converted()
        try converted.receive(request.output, .protobuf)
        #expect(converted.counters.received == 1)
    }

    @Test(arguments: [GzipDecoder.Format.gzip, .zlib])
    func `compressed captures that are cut are refused by the decompressor`(
        format: GzipDecoder.Format
    ) throws {
        let file = format == .gzip ? "js-proto-gzip.001.bin" : "py-small-deflate.001.bin"
        let body = try TraceCapture.raw(file)
        for length in stride(from: 0, to: body.count, by: 97) {
            #expect(throws: GzipError.cut) {
                try body[..<length].withUnsafeBufferPointer {
                    try GzipDecoder.decompressed($0, format, limit: TraceDecoder.mostBytes)
                }
            }
        }
    }
}
