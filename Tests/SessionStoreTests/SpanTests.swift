import CSMEvents
import CSMTestSupport
import Testing

@testable import SessionStore

/// An event made of a span.
func span(_ members: String, type: String = "ApiCall", api: String = "GetItem") -> String {
    """
    {"Version":1,"Type":"\(type)","Service":"DynamoDB","Api":"\(api)","Timestamp":1000,\
    "Latency":3,"AttemptCount":1,\(members),"Otel":{"TraceId":"00","SpanId":"01"},\
    "DurationUs":3210}
    """
}

struct SpanTests {
    @Test func `events that differ in their resource are series of their own`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("sessions.db")
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(
            json: ["orders", "orders", "carts", #"a\u00e9"#].map { span("\"Resource\":\"\($0)\"") })
        try recorder.store(json: [span(#""Resource":null"#), #"{"Type":"ApiCall","Latency":1}"#])
        try recorder.finish()
        let store = try #require(try SessionStore.open(path))
        var events: [String?: Int] = [:]
        try store.forEachSeries(of: 1) { events[$0.labels.resource, default: 0] += $0.events }
        #expect(events == ["orders": 2, "carts": 1, "aé": 1, nil: 2])
        #expect(
            try query("SELECT resource, duration_us FROM calls WHERE sequence <= 3", path)
                == ["orders|3210", "orders|3210", "carts|3210"])
        #expect(try query("SELECT duration_us FROM calls WHERE sequence = 6", path) == [""])
    }

    @Test(
        arguments: [
            // A call that shows no attempts, and one that shows them all.
            ([span(#""Region":"r""#)], 1, 0),
            ([span(#""Region":"r""#, type: "ApiCallAttempt"), span(#""Region":"r""#)], 0, 0),
            // One of two calls.
            (
                [
                    span(#""Region":"r""#, type: "ApiCallAttempt"), span(#""Region":"r""#),
                    span(#""Region":"r""#),
                ], 1, 0
            ),
            // An SDK's own event is missing its attempt, though it was joined to a span.
            ([#"{"Type":"ApiCall","AttemptCount":1,"Latency":1}"#], 0, 0),
            ([#"{"Type":"ApiCall","AttemptCount":1,"Resource":"b","Otel":{"SpanId":"1"}}"#], 0, 0),
            // What spans do not show is not what SDKs showed of calls that were lost.
            (
                [
                    span(#""Region":"r""#),
                    #"{"Type":"ApiCallAttempt","Service":"DynamoDB","Api":"GetItem"}"#,
                ], 1, 1
            ),
        ] as [([String], Int, Int)])
    func `attempts that spans do not show are counted apart`(
        events: [String], notShown: Int, withoutCall: Int
    ) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("sessions.db")
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: events)
        let recorded = try #require(
            try recorder.finish(
                endedAt: 9_000_000, exitCode: 0, exitSignal: nil, droppedByKernel: 0))
        #expect(recorded.record.attemptsNotShown == notShown)
        #expect(recorded.operations.attemptsWithoutCall == withoutCall)
        let store = try #require(try SessionStore.open(path))
        #expect(try store.sessions().map(\.attemptsNotShown) == [notShown])
        #expect(try store.attemptsWithoutCall(of: 1) == withoutCall)
    }
}
