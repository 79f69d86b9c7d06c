import CSMTestSupport
import Foundation
import Testing

/// From programs that were recorded, over a delivery stream and Parquet in a bucket, to figures in
/// Athena, all of it as the printed template has it: they are the figures of `csm-record stats`.
struct BackendAthenaTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private static let counts = ["calls", "errors", "retries", "throttles"]
    private static let latencies = ["p50_ms", "p90_ms", "p95_ms", "p99_ms", "max_ms"]

    @Test func `Athena has the figures of stats, however often it was pushed`() throws {
        try Fleet.recordPrograms(in: recorded)
        let stack = try MiniStack(
            template: recorded("backend", "template", "--store-as", "parquet").output)
        let queries = try recorded("backend", "queries").output
        let events = try push(to: stack)
        // A row for each event, and no copy yet.
        #expect(try stack.count() == [events, events])
        let rows = try stack.query("session_statistics", of: queries)
        try compareSessions(rows)
        try compareAll(stack, queries)

        // The ledger is lost, in part or as a whole: what is pushed again is there twice.
        _ = try recorded.query(
            "DELETE FROM packs WHERE session IN (SELECT max(session) FROM packs UNION "
                + "SELECT min(session) FROM packs)")
        let again = try push(to: stack)
        #expect(0 < again && again < events)
        _ = try recorded.query("DELETE FROM packs; DELETE FROM targets")
        #expect(try push(to: stack) == events)
        #expect(try stack.count() == [2 * events + again, events])
        try #expect(Set(stack.query("session_statistics", of: queries)) == Set(rows))
        try compareSessions(rows)
        try compareAll(stack, queries)
        #expect(try stack.objects()["errors"].array.isEmpty)
    }

    /// A span shows what no SDK sends; a table that was deployed before these columns goes on.
    @Test(arguments: [true, false])
    func `spans have their resources in Athena, or the other figures`(isOlder: Bool) throws {
        let file = recorded.folder.path("spans.jsonl")
        let calls = [("orders", 4_321), ("carts", 12_000)].map { table, duration in
            #"{"Version":1,"Type":"ApiCall","Service":"DynamoDB","Api":"GetItem","#
                + #""Timestamp":1700000000000,"Latency":\#(duration / 1_000),"AttemptCount":1,"#
                + #""Resource":"\#(table)","Otel":{"SpanId":"01"},"DurationUs":\#(duration)}"#
        }
        try calls.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try recorded("import", file).status == 0)
        let printed = try recorded("backend", "template", "--store-as", "parquet")
        let older = printed.output.split(separator: "\n").filter {
            !$0.contains("{Name: resource,") && !$0.contains("{Name: duration_us,")
        }.joined(separator: "\n")
        #expect(older.count < printed.output.count)
        let stack = try MiniStack(template: isOlder ? older : printed.output)
        #expect(try push(to: stack) == 2)
        #expect(try stack.objects()["errors"].array.isEmpty)
        try compareAll(stack, recorded("backend", "queries").output)
        guard !isOlder else { return }
        let rows = try stack.query(
            "spans",
            of: """
                -- name: spans
                SELECT resource, duration_us FROM csm_events ORDER BY duration_us
                """)
        #expect(rows.map { $0["resource"]?.text } == ["orders", "carts"])
        #expect(rows.map { $0["duration_us"]?.number } == [4_321, 12_000])
    }

    /// How many events were delivered now, all that were not before.
    private func push(to stack: MiniStack) throws -> Int {
        let result = try recorded(
            "push", "--stream", stack["stream"], "--endpoint-url", stack["endpoint"], "--format",
            "json",
            environment: [
                "AWS_ACCESS_KEY_ID": stack["access_key"],
                "AWS_SECRET_ACCESS_KEY": stack["secret_key"], "AWS_REGION": stack["region"],
                "HTTP_PROXY": "", "http_proxy": "",
            ])
        #expect(result.status == 0, "\(result.errors)")
        return try JSON(result.output)["events"].int ?? 0
    }

    /// Every session's rows, one for each operation and no more.
    private func compareSessions(_ rows: [[String: Cell]]) throws {
        let bySession = Dictionary(grouping: rows) { $0["sessionid"]?.text ?? "" }
        let sessions = try recorded.sessions().compactMap { $0["id"].string }
        #expect(sessions.count == Fixtures.captureNames.count + 1)
        #expect(Set(bySession.keys) == Set(sessions))
        for session in sessions {
            try compare(bySession[session] ?? [], to: try recorded.stats(session), session)
        }
    }

    private func compare(_ rows: [[String: Cell]], to stats: JSON, _ place: String) throws {
        let operations = stats["operations"].array
        #expect(!operations.isEmpty && rows.count == operations.count, "\(place)")
        for operation in operations {
            let name = [operation["service"].string ?? "", operation["api"].string ?? ""]
            let row = rows.first { [$0["service"]?.text, $0["api"]?.text] == name }
            guard let row else {
                Issue.record("no row for \(name) in \(place)")
                continue
            }
            for key in Self.counts + Self.latencies {
                #expect(row[key]?.number == operation[key].int, "\(key) of \(name) in \(place)")
            }
        }
    }

    /// The queries over all sessions.
    private func compareAll(_ stack: MiniStack, _ queries: String) throws {
        let ids = try recorded.sessions().compactMap { $0["id"].string }
        let result = try Program.csmRecord(
            ["stats", "--format", "json"] + ids, database: recorded.database)
        let all = try JSON(result.output)
        try compare(try stack.query("latency_by_api", of: queries), to: all, "all sessions")
        let slowest = try stack.query("slowest_calls", of: queries)
        #expect(slowest.first?["latency_ms"]?.number == all["total"]["max_ms"].int)
        let throttles = try stack.query("throttles_by_day", of: queries)
        #expect(
            throttles.reduce(0) { $0 + ($1["throttles"]?.number ?? 0) }
                == all["total"]["throttles"].int)
        let sessions = try stack.query("sessions", of: queries)
        #expect(sessions.count == ids.count)
        for row in sessions {
            let total = try recorded.stats(row["sessionid"]?.text ?? "")["total"]
            for key in Self.counts + ["attempts", "total_ms"] {
                #expect(row[key]?.number == total[key].int, "\(key)")
            }
        }
    }
}
