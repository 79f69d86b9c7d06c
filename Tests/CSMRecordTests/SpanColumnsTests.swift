import CSMTestSupport
import Foundation
import Testing

/// What spans show beyond what SDKs send, in reports and exports.
struct SpanColumnsTests {
    private let recorded: Recorded
    /// A session of calls made of spans, and one that an SDK sent.
    private let file: String

    init() throws {
        recorded = try Recorded()
        file = recorded.folder.path("events.jsonl")
        func call(_ api: String, at start: Int, _ more: String) -> String {
            #"{"Version":1,"Type":"ApiCall","Service":"DynamoDB","Api":"\#(api)","#
                + #""Timestamp":\#(start),"Latency":4,"AttemptCount":1,"FinalHttpStatusCode":200\#(more)}"#
        }
        func span(_ table: String, _ duration: Int) -> String {
            #","Resource":"\#(table)","Otel":{"SpanId":"01"},"DurationUs":\#(duration)"#
        }
        let events = [
            call("GetItem", at: 5_000, span("orders", 4_321)),
            call("GetItem", at: 5_010, span("carts", 3_999)),
            call("PutItem", at: 5_020, span("orders-of-a-customer-with-a-long-name", 4_000)),
            call("Query", at: 5_030, ""),
        ]
        try events.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
    }

    @Test func `a call is shown with its resource and its span's duration`() throws {
        let shown = try JSON(recorded("show", file, "--format", "json").output)["calls"].array
        let names = ["orders", "carts", "orders-of-a-customer-with-a-long-name", nil]
        #expect(shown.map { $0["resource"].string } == names)
        #expect(shown.map { $0["duration_us"].int } == [4_321, 3_999, 4_000, nil])
    }

    @Test(arguments: [("80", false), ("119", false), ("120", true), ("200", true)])
    func `text names resources where there is room`(width: String, isNamed: Bool) throws {
        let text = try recorded("show", file, environment: ["COLUMNS": width]).output
        #expect(text.contains("resource") == isNamed)
        #expect(text.contains("carts") == isNamed)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= Int(width) ?? 0 })
        #expect(try recorded("show", "--wide", file).output.contains("with-a-long-name"))
        let page = try recorded("show", file, "--format", "markdown").output
        #expect(page.contains("| resource |"))
    }

    @Test func `a session without resources has no column for them`() throws {
        try #"{"Type":"ApiCall","Service":"S3","Api":"Get","Timestamp":5000,"Latency":3}"#
            .write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try !recorded("show", "--wide", file).output.contains("resource"))
    }

    @Test func `an export has resources and durations`() throws {
        let csv = try recorded("export", file, "--format", "csv").output.split(separator: "\n")
        #expect(csv[0].hasSuffix(",user_agent,resource,duration_us"))
        #expect(csv[1].hasSuffix(",orders,4321"))
        #expect(csv[4].hasSuffix(",,"))
        let trace = try JSON(recorded("export", file, "--format", "chrome").output)
        let arguments = trace["traceEvents"].array
            .filter { $0["ph"].string == "X" }.map { $0["args"] }
        #expect(arguments.map { $0["duration_us"].int } == [4_321, 3_999, 4_000, nil])
        #expect(arguments[1]["resource"].string == "carts")
        #expect(arguments[3].keys.isDisjoint(with: ["resource", "duration_us"]))
    }

    @Test(
        arguments: [
            ("DynamoDB.GetItem: throttles == 0", "attempts that spans do not show: 2"),
            ("DynamoDB.GetItem: attempts == 0", "attempts that spans do not show: 2"),
            ("DynamoDB.Query: attempts == 0", "attempts that were not seen: 1"),
            ("DynamoDB.GetItem: calls == 2", nil), ("total: errors == 0", nil),
            ("DynamoDB.*: retries == 0", nil), ("DynamoDB.GetItem: max <= 4ms", nil),
        ] as [(String, String?)])
    func `only rules on attempts have no verdict where spans show none`(
        rule: String, reason: String?
    ) throws {
        let check = try recorded("check", file, "--assert", rule)
        #expect(check.status == (reason == nil ? 0 : 98), "\(check.errors)")
        if let reason { #expect(check.output.contains(reason), "\(check.output)") }
    }

    @Test func `calls are selected by resource in every command that selects calls`() throws {
        #expect(
            try recorded("stats", file, "--only-resource", "orders*", "--format", "csv").output
                .split(separator: "\n").dropFirst().map { $0.prefix(19) } == [
                    "DynamoDB,GetItem,1,", "DynamoDB,PutItem,1,",
                ])
        let shown = try JSON(
            recorded("show", file, "--only-resource", "carts", "--format", "json").output)
        #expect(shown["calls"].array.map { $0["resource"].string } == ["carts"])
        let sent = try recorded("replay", file, "--only-resource", "orders*", "--stdout")
        let resources = try sent.output.split(separator: "\n").map {
            try JSON(String($0))["Resource"].string
        }
        #expect(resources == ["orders", "orders-of-a-customer-with-a-long-name"])
        let other = recorded.folder.path("other.jsonl")
        try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").dropFirst()
            .joined(separator: "\n").write(toFile: other, atomically: true, encoding: .utf8)
        let compared = try recorded(
            "compare", file, other, "--format", "json", "--only-resource", "orders")
        let rows = try JSON(compared.output)["rows"].array
        #expect(rows.map { $0["api"].string } == ["GetItem"])
    }

    @Test(arguments: [["stats"], ["show"]])
    func `where nothing has a resource, it is said who shows them`(command: [String]) throws {
        let result = try recorded(command + [file, "--only-resource", "absent"])
        #expect(result.status == 0)
        #expect(
            result.output.contains(
                "No calls to show. Only spans show resources: record with --otel."))
        let plain = try recorded(command + [file, "--only", "S3.*"])
        #expect(plain.output.contains("No calls to show.\n"))
    }

    @Test(arguments: [
        ("total resource=orders*: calls == 2", 0), ("total resource=orders: calls == 2", 99),
        ("resource=orders,DynamoDB.PutItem: calls == 0", 0),
        ("resource=absent: calls == 0", 0), ("resource=absent: p95 < 1s", 98),
        ("resource=carts: attempts == 0", 98),
    ])
    func `a budget selects by resource`(rule: String, status: Int32) throws {
        if rule.hasPrefix("total") {
            // What no span shows may have any resource.
            #expect(try recorded("check", file, "--assert", rule).status == 98)
        }
        let spans = recorded.folder.path("spans.jsonl")
        try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").dropLast()
            .joined(separator: "\n").write(toFile: spans, atomically: true, encoding: .utf8)
        let check = try recorded("check", spans, "--assert", rule)
        #expect(check.status == status, "\(check.output)\(check.errors)")
    }

    @Test func `a baseline file tells attempts that spans do not show from those missing`() throws {
        let baseline = recorded.folder.path("baseline.json")
        #expect(try recorded("export", file, "--format", "baseline", "-o", baseline).status == 0)
        for session in [file, baseline] {
            let completeness = try recorded.stats(session)["completeness"]
            #expect(completeness["attempts_expected"].int == 4)
            #expect(completeness["attempts_not_shown"].int == 3)
            #expect(completeness["attempts_seen"].int == 0)
        }
    }
}
