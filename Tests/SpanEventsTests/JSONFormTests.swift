import CSMEvents
import CSMTestSupport
import OTLP
import SpanEvents
import Testing

/// All that protobuf's JSON mapping and real exporters allow, and what they do not.
struct JSONFormTests {
    private static let ids =
        #""traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0000000000000001""#
    private static let attributes = #"""
        "attributes":[{"key":"rpc.system","value":{"stringValue":"aws-api"}},
        {"key":"rpc.service","value":{"stringValue":"S3"}},
        {"key":"rpc.method","value":{"stringValue":"GetObject"}}]
        """#
    private static let times =
        #""startTimeUnixNano":"1764000000000000000","endTimeUnixNano":"1764000000012000000""#

    private func call(_ span: String) throws -> SpanEvent {
        var converted = Converted()
        let body =
            #"{"resourceSpans":[{"scopeSpans":[{"scope":{"name":"tests"},"spans":[{\#(span)}]}]}]}"#
        try converted.receive(Array(body.utf8), .json)
        converted.finish()
        return try #require(try converted.calls.first)
    }

    @Test(arguments: [
        #""trace\u0049d":"0102030405060708090a0b0c0d0e0f10","span\u0049d":"0000000000000001""#,
        #""trace_id":"0102030405060708090a0b0c0d0e0f10","span_id":"0000000000000001""#,
        #""traceId":"0102030405060708090A0B0C0D0E0F10","spanId":"0000000000000001""#,
        #""traceId":null,"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0000000000000001""#,
        #""traceId":"0102030405060708090a0b0c0d0e0f1\u0030","spanId":"\u00300000000000000\u00301""#,
    ])
    func `ids are found however their member is written`(ids: String) throws {
        let event = try call([ids, Self.times, Self.attributes].joined(separator: ","))
        #expect(event.json["Otel"]["TraceId"].string == "0102030405060708090a0b0c0d0e0f10")
        #expect(event.json["Otel"]["SpanId"].string == "0000000000000001")
    }

    @Test(arguments: [
        #""traceId":"AQIDBAUGBwgJCgsMDQ4PEA==","spanId":"AAAAAAAAAAE=""#,
        #""traceId":"0102","spanId":"01""#, #""traceId":7,"spanId":[]"#, #""kind":3"#,
    ])
    func `what is no id of the right length is none, and no error`(ids: String) throws {
        var converted = Converted()
        let body =
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[{\#(ids),\#(Self.attributes)}]}]}]}"#
        do { try converted.receive(Array(body.utf8), .json) } catch { return }
        converted.finish()
        #expect(converted.groups.isEmpty)
        #expect(converted.counters.received == 1)
    }

    @Test(arguments: [
        #""startTimeUnixNano":1764000000000000000,"endTimeUnixNano":1764000000012000000"#,
        #""startTimeUnixNano":"1764000000000000000","endTimeUnixNano":"1764000000012000000""#,
        #""start_time_unix_nano":"1764000000000000000","end_time_unix_nano":"1764000000012000000""#,
    ])
    func `times are texts or numbers`(times: String) throws {
        let event = try call([Self.ids, times, Self.attributes].joined(separator: ","))
        #expect(event.json["Timestamp"].int == 1_764_000_000_000)
        #expect(event.json["DurationUs"].int == 12_000)
    }

    @Test(arguments: [#""code":2"#, #""code":"STATUS_CODE_ERROR""#, #""code":"2""#])
    func `a status is a number or a name`(code: String) throws {
        let status = #""status":{\#(code),"message":"It failed."}"#
        let event = try call(
            [Self.ids, Self.times, Self.attributes, status].joined(separator: ","))
        #expect(event.decoded.isError)
    }

    @Test(arguments: ["3", #""SPAN_KIND_CLIENT""#, #""3""#])
    func `a kind is a number or a name`(kind: String) throws {
        let request = #"""
            {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0000000000000002",
            "parentSpanId":"0000000000000001","kind":\#(kind),\#(Self.times),"attributes":[
            {"key":"http.response.status_code","value":{"intValue":503}}]}
            """#
        let span = [Self.ids, Self.times, Self.attributes].joined(separator: ",")
        var converted = Converted()
        let body = #"{"resourceSpans":[{"scopeSpans":[{"spans":[{\#(span)},\#(request)]}]}]}"#
        try converted.receive(Array(body.utf8), .json)
        converted.finish()
        #expect(try converted.attempts.map(\.status) == [503])
    }

    @Test(arguments: [#"{"intValue":"404"}"#, #"{"intValue":404}"#, #"{"stringValue":"404"}"#])
    func `a number is a text or a number`(value: String) throws {
        let attributes =
            String(Self.attributes.dropLast())
            + #",{"key":"http.status_code","value":\#(value)}]"#
        #expect(try call([Self.ids, Self.times, attributes].joined(separator: ",")).status == 404)
    }

    @Test func `null and unknown members are no harm anywhere`() throws {
        let null = #"""
            "parentSpanId":null,"name":null,"kind":null,"events":null,"links":null,"status":null,
            "traceState":{"a":[1,{"b":null}]},"flags":256,"droppedAttributesCount":0
            """#
        let more =
            String(Self.attributes.dropLast())
            + #",null,{"key":null,"value":null},{"key":"http.status_code","value":null},"#
            + #"{"key":"aws.region","value":{"stringValue":null}},{}]"#
        let event = try call([Self.ids, Self.times, more, null].joined(separator: ","))
        #expect(event.operation == "S3.GetObject")
        #expect(!event.decoded.isError)
    }

    @Test(arguments: [
        "{}", #"{"resourceSpans":[]}"#, #"{"resourceSpans":null}"#, #"{"resourceSpans":[{}]}"#,
        #"{"resourceSpans":[{"scopeSpans":[{}]}]}"#, #" {"partialSuccess":{}} "#,
    ])
    func `a request without spans is none of harm`(body: String) throws {
        var converted = Converted()
        try converted.receive(Array(body.utf8), .json)
        #expect(converted.counters.received == 0)
    }

    @Test(arguments: [
        "", "[]", "7", "{", "{}x", #"{"resourceSpans":{}}"#, #"{"resourceSpans":[7]}"#,
    ])
    func `other JSON is refused`(body: String) {
        var converted = Converted()
        #expect(throws: OTLPError.self) { try converted.receive(Array(body.utf8), .json) }
    }
}
