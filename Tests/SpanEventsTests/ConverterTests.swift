import CSMEvents
import CSMTestSupport
import OTLP
import SpanEvents
import Testing

/// Which spans become calls and attempts, and when, whatever they hold.
struct ConverterTests {
    static let formats: [TraceDecoder.Format] = [.protobuf, .json]

    private func converted(
        _ spans: [MadeUpSpan], _ format: TraceDecoder.Format = .protobuf
    ) throws -> Converted {
        var converted = Converted()
        try converted.receive(MadeUpSpan.body(spans, format), format)
        converted.finish()
        return converted
    }

    @Test(arguments: formats)
    func `a call and its requests are one group, the requests by their start`(
        format: TraceDecoder.Format
    ) throws {
        let converted = try converted(
            [
                .request(3, of: 1, status: 200, after: 5), .request(2, of: 1, status: 503),
                .call(1, "S3", "GetObject", [("aws.request_id", .text("ID"))]),
            ], format)
        #expect(converted.groups.count == 1)
        #expect(converted.groups.first?.spans == 3)
        #expect(converted.groups.first?.requestID == "ID")
        let call = try #require(try converted.calls.first)
        #expect(call.attemptCount == 2)
        #expect(call.status == 200)
        let attempts = try converted.attempts
        #expect(attempts.map(\.status) == [503, 200])
        #expect(attempts.map { $0.json["Api"].string } == ["GetObject", "GetObject"])
        #expect(attempts.map { $0.json["Fqdn"].string }.allSatisfy { $0 == "s3.amazonaws.com" })
        // CSM has it with the attempt that was answered so.
        #expect(attempts.map { $0.json["XAmznRequestId"].string } == [nil, "ID"])
        #expect(converted.counters.received == 3)
        #expect(converted.counters.used == 3)
    }

    @Test func `without requests the call keeps the request id`() throws {
        let call = MadeUpSpan.call(
            1, "S3", "GetObject",
            [("retry_attempts", .integer(0)), ("aws.request.id", .text("ID"))])
        let converted = try converted([call])
        #expect(try converted.calls.first?.json["XAmznRequestId"].string == "ID")
        #expect(converted.groups.first?.requestID == "ID")
    }

    @Test func `every call is held back until its CSM event has come`() throws {
        var converted = Converted()
        let call = MadeUpSpan.call(1, "S3", "GetObject", [("retry_attempts", .integer(0))])
        try converted.receive(MadeUpSpan.body([call], .protobuf), .protobuf)
        converted.wait(milliseconds: 99)
        #expect(converted.groups.isEmpty)
        converted.wait(milliseconds: 2)
        #expect(converted.groups.count == 1)
    }

    @Test func `a call without requests is told after some seconds, and a late one still`() throws {
        var converted = Converted()
        try converted.receive(MadeUpSpan.body([.call(1)], .json), .json)
        converted.wait(milliseconds: 6_000)
        #expect(try converted.calls.map(\.attemptCount) == [1])
        for _ in 1...2 {
            try converted.receive(MadeUpSpan.body([.request(2, of: 1)], .json), .json)
        }
        converted.finish()
        #expect(converted.groups.count == 2)
        #expect(converted.groups.last?.call == nil)
        let attempt = try #require(try converted.attempts.first)
        #expect(attempt.operation == "S3.GetObject")
        #expect(attempt.status == 200)
        #expect(converted.counters.used == 2)
        #expect(converted.counters.duplicate == 1)
    }

    @Test(arguments: [1_000, 4_000] as [UInt64])
    func `a request that is older than its call is waited for`(milliseconds: UInt64) throws {
        var converted = Converted()
        try converted.receive(MadeUpSpan.body([.request(2, of: 1)], .json), .json)
        converted.wait(milliseconds: milliseconds)
        try converted.receive(MadeUpSpan.body([.call(1)], .json), .json)
        converted.finish()
        #expect(converted.groups.map(\.spans) == [2])
    }

    @Test func `spans that are neither calls nor their requests are counted only`() throws {
        var server = MadeUpSpan(id: 4, kind: 2)
        server.attributes = [("http.status_code", .integer(200))]
        var grpc = MadeUpSpan.call(5)
        grpc.attributes[0] = ("rpc.system", .text("grpc"))
        var internalSpan = MadeUpSpan.request(6, of: 1)
        internalSpan.kind = 1
        let spans = [.call(1), .request(2, of: 9), server, grpc, internalSpan, .request(7, of: 0)]
        let converted = try converted(spans)
        #expect(try converted.calls.map(\.attemptCount) == [1])
        #expect(try converted.attempts.isEmpty)
        #expect(converted.counters.received == 6)
        #expect(converted.counters.used == 1)
        #expect(converted.counters.duplicate == 0)
    }

    @Test(arguments: ["169.254.169.254", "169.254.170.2"])
    func `who asks for credentials on its own machine does not try the call`(host: String) throws {
        var request = MadeUpSpan.request(2, of: 1)
        request.attributes[0] = ("server.address", .text(host))
        let converted = try converted([request, .call(1), .request(3, of: 1)])
        #expect(try converted.calls.map(\.attemptCount) == [1])
        #expect(try converted.attempts.count == 1)
    }

    @Test(arguments: formats)
    func `ids of zeros are none`(format: TraceDecoder.Format) throws {
        var other = MadeUpSpan.call(1)
        other.trace = (0, 0)
        let converted = try converted([.call(0), other, .call(2)], format)
        #expect(try converted.calls.count == 1)
        #expect(converted.counters.received == 3)
        #expect(converted.counters.used == 1)
    }

    @Test(arguments: [(0, 0), (20, 10), (0, .max), (.max, .max), (.max, 0)] as [(UInt64, UInt64)])
    func `absurd times make events that decode`(start: UInt64, end: UInt64) throws {
        var call = MadeUpSpan.call(1)
        (call.start, call.end) = (start, end)
        for format in Self.formats {
            let event = try #require(try converted([call], format).calls.first)
            #expect(event.decoded.level == .call)
            if end <= start {
                #expect(event.json["Latency"].int == 0)
                #expect(event.json["DurationUs"].int == 0)
            }
        }
    }

    @Test func `a request that is refused leaves nothing`() throws {
        var converted = Converted()
        let body = MadeUpSpan.body([.call(1), .call(2)], .protobuf)
        #expect(throws: OTLPError.self) {
            try converted.receive(Array(body.dropLast(3)), .protobuf)
        }
        #expect(throws: OTLPError.self) { try converted.receive(Array("{".utf8), .json) }
        #expect(converted.counters.refusedRequests == 2)
        #expect(converted.counters.received == 0)
        try converted.receive(body, .protobuf)
        converted.finish()
        #expect(converted.counters.duplicate == 0)
        #expect(converted.groups.count == 2)
    }

    @Test func `of a burst no call is lost, and what waits is bounded`() throws {
        var converted = Converted()
        for first in stride(from: UInt64(1), through: 200_000, by: 10_000) {
            let spans = (first..<first + 10_000).map { MadeUpSpan.call($0) }
            try converted.receive(MadeUpSpan.body(spans, .protobuf), .protobuf)
        }
        // All came at once, and none has a request.
        #expect(converted.groups.count >= 200_000 - 65_536)
        converted.finish()
        #expect(converted.groups.count == 200_000)
        #expect(converted.counters.used == 200_000)
    }

    @Test func `of requests without end to one call some are told`() throws {
        let requests = (2...50_000).map { MadeUpSpan.request($0, of: 1) }
        let converted = try converted(requests + [.call(1)])
        #expect((10...1_000).contains(try converted.attempts.count))
        #expect(try converted.calls.count == 1)
    }

    @Test func `requests to others do not push out calls`() throws {
        var converted = Converted()
        try converted.receive(MadeUpSpan.body([.call(1)], .protobuf), .protobuf)
        let others = (1_000..<100_000).map { MadeUpSpan.request($0, of: $0 + 1_000_000) }
        try converted.receive(MadeUpSpan.body(others, .protobuf), .protobuf)
        converted.finish()
        #expect(converted.groups.map(\.spans) == [1])
    }
}
