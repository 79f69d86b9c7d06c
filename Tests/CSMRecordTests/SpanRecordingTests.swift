import CSMTestSupport
import Foundation
import Testing

/// Spans of programs that send no CSM, or both.
///
/// Sent by a collector of our own, in the orders and with the faults that no SDK makes.
struct SpanRecordingTests {
    private let recorded: Recorded
    private static let sender = Fixtures.root.appending(
        path: "Tests/CSMRecordTests/Oracle/send_spans.py"
    ).path

    init() throws { recorded = try Recorded() }

    @discardableResult private func run(
        _ scenario: String, options: String..., environment: [String: String] = [:]
    ) throws -> ProgramResult {
        let result = try recorded.run(
            "python3", Self.sender, scenario, options: ["--otel"] + options,
            environment: environment)
        #expect(result.status == 0, "\(result.errors)")
        return result
    }

    @Test func `attempts find their call in whatever order they come`() throws {
        try run("order")
        let stats = try recorded.stats()
        #expect(stats["operations"].array.count == 3)
        for (api, attempts, retries) in [("Late", 1, 0), ("Early", 1, 0), ("Mixed", 2, 1)] {
            let operation = try #require(stats.operation("S3", api))
            #expect(operation["calls"].int == 1)
            #expect(operation["attempts"].int == attempts)
            #expect(operation["retries"].int == retries)
        }
        #expect(stats["completeness"]["spans_received"].int == 9)
        #expect(stats["completeness"]["spans_used"].int == 7)
    }

    @Test func `a span that comes again counts once`() throws {
        try run("duplicates")
        let stats = try recorded.stats()
        #expect(stats["total"]["calls"].int == 16)
        #expect(stats["total"]["attempts"].int == 16)
        #expect(stats["completeness"]["spans_received"].int == 96)
        #expect(stats["completeness"]["spans_used"].int == 32)
        #expect(stats["completeness"]["spans_duplicate"].int == 64)
    }

    @Test func `a call that both ways tell of is one, and knows its resource`() throws {
        try run("both")
        let stats = try recorded.stats()
        let expected = [
            ("GetItem", 40), ("PutItem", 1), ("Query", 1), ("Scan", 2), ("DeleteItem", 1),
        ]
        for (api, calls) in expected {
            #expect(stats.operation("DynamoDB", api)?["calls"].int == calls, "\(api)")
        }
        #expect(stats["total"]["calls"].int == 45)
        #expect(stats["total"]["errors"].int == 0)
        #expect(stats["completeness"]["spans_used"].int == 43)
        #expect(stats["completeness"]["spans_joined"].int == 41)
        // Each got the resource of its own span: those of one start are told apart by their ids.
        let rows = try recorded.query(
            """
            SELECT resource, count(*), min(json_extract(event, '$.UserAgent')),
                sum(json_extract(event, '$.Otel.SpanId') IS NOT NULL)
            FROM calls WHERE api = 'GetItem' GROUP BY resource ORDER BY resource
            """)
        #expect(rows == ["table0|20|Boto3/1.43.0|20", "table1|20|Boto3/1.43.0|20"])
        let attempts = try recorded.query(
            """
            SELECT resource, count(*) FROM attempts WHERE api = 'GetItem' GROUP BY resource
            """)
        #expect(attempts == ["table0|20", "table1|20"])
        // The views, which count events, agree with the figures, which are kept.
        let views = try recorded.query(
            """
            SELECT (SELECT count(*) FROM calls), (SELECT sum(events) FROM series WHERE level = 'call'),
                (SELECT sum(l.events) FROM latencies l JOIN series s ON s.id = l.series
                    WHERE level = 'call'),
                (SELECT count(*) FROM series WHERE events <= 0),
                (SELECT count(*) FROM latencies WHERE events <= 0)
            """)
        #expect(views == ["45|45|45|0|0"])
    }

    @Test func `a span that begins well before its CSM event is joined by their request id`() throws
    {
        try run("lagging")
        let stats = try recorded.stats()
        #expect(stats.operation("DynamoDB", "GetItem")?["calls"].int == 8)
        #expect(stats.operation("DynamoDB", "DeleteItem")?["calls"].int == 2)
        // The CSM event that began 20 + 6i after the first span got the table of span i.
        let rows = try recorded.query(
            """
            SELECT resource FROM calls WHERE api = 'GetItem' AND json_extract(event, '$.UserAgent')
                LIKE 'Boto3%' ORDER BY json_extract(event, '$.Timestamp')
            """)
        #expect(rows == (0..<8).map { "table\($0)" })
    }

    @Test func `absurd times are stored like any`() throws {
        try run("absurd")
        let stats = try recorded.stats()
        #expect(stats.operation("DynamoDB", "GetItem")?["calls"].int == 12)
        #expect(stats.operation("DynamoDB", "PutItem")?["calls"].int == 6)
    }

    @Test func `an event that has no room for its span's members stays readable`() throws {
        try run("long")
        #expect(try recorded.stats()["completeness"]["spans_joined"].int == 1)
        let export = recorded.folder.path("long.jsonl")
        #expect(try recorded("export", "@", "--output", export).status == 0)
        let stats = try recorded("stats", "--format", "json", export)
        #expect(try JSON(stats.output)["total"]["calls"].int == 1)
    }

    @Test func `a burst over several connections is stored whole`() throws {
        try run("burst")
        let stats = try recorded.stats()
        #expect(stats.operation("SQS", "SendMessage")?["calls"].int == 5_000)
        let rows = try recorded.query(
            "SELECT resource, count(*) FROM calls GROUP BY resource ORDER BY resource")
        #expect(rows == (0..<4).map { "q\($0)|1250" })
    }

    @Test func `what the command sent before its end is stored`() throws {
        try run("last", options: "--linger", "0ms")
        #expect(try recorded.stats()["total"]["calls"].int == 500)
    }

    @Test func `a process that goes on with its connection open holds nothing up`() throws {
        let result = try run("hanging")
        #expect(result.errors.contains("sleep"))
        #expect(try recorded.stats()["total"]["calls"].int == 1)
    }

    @Test func `messages are kept without secrets, stack traces and queries not at all`() throws {
        try run("secrets")
        let export = try recorded("export", "@").output
        #expect(export.contains("FinalSdkExceptionMessage"))
        for secret in ["AKIAIOSFODNN7EXAMPLE", "secret.js", "secret=1"] {
            #expect(!export.contains(secret), "\(secret)")
        }
    }

    @Test func `a run within a run keeps its spans to itself`() throws {
        let database = recorded.folder.path("inner.db")
        let result = try Program.csmRecord(
            [
                "run", "--otel", "--port", "0", "--", Program.csmRecord, "run", "--db", database,
                "--otel", "--port", "0", "--", "python3", Self.sender, "both",
            ], database: recorded.database)
        #expect(result.status == 0)
        let stats = try recorded.stats()
        // By CSM alone.
        #expect(stats["total"]["calls"].int == 43)
        #expect(stats["completeness"]["spans_received"].int == 0)
        let inner = try JSON(
            Program.csmRecord(["stats", "--format", "json"], database: database).output)
        #expect(inner["total"]["calls"].int == 45)
    }

    @Test func `what the command inherits is what it would have without recording`() throws {
        let list = ["sh", "-c", "ls /proc/self/fd | wc -l; grep SigIgn /proc/self/status"]
        let bare = try Program.csmRecord(
            ["run", "-q", "--port", "0", "--"] + list, database: recorded.database)
        let traced = try Program.csmRecord(
            ["run", "-q", "--port", "0", "--otel", "--"] + list, database: recorded.database)
        #expect(traced.output == bare.output)
        #expect(traced.output.contains("SigIgn"))
    }

    @Test func `without --otel no variable of OpenTelemetry is touched`() throws {
        let own = ["OTEL_TRACES_EXPORTER": "console", "NO_PROXY": "here"]
        let bare = try recorded.run("env", environment: own)
        #expect(bare.output.contains("OTEL_TRACES_EXPORTER=console\n"))
        #expect(bare.output.contains("NO_PROXY=here\n"))
        #expect(bare.output.components(separatedBy: "OTEL_").count == 2)
        let traced = try recorded.run("env", options: ["--otel"], environment: own)
        #expect(traced.output.contains("OTEL_TRACES_EXPORTER=otlp\n"))
        #expect(traced.output.contains("NO_PROXY=here,127.0.0.1\n"))
        #expect(traced.errors.contains("OTEL_TRACES_EXPORTER=console"))
    }

    @Test func `a port that is taken is told, before the command starts`() throws {
        let listener = try recorded.start(
            "listen", "--otel", "--otel-port", "auto", "--port", "0", "--print-env")
        #expect(RunningProgram.eventually { listener.output.contains("no_proxy") })
        let line = try #require(
            listener.output.split(separator: "\n").first { $0.contains("TRACES_ENDPOINT") })
        let port = try #require(
            line.split(separator: ":").last?.split(separator: "/").first.map(String.init))
        let taken = try recorded.run("echo", "started", options: ["--otel", "--otel-port", port])
        #expect(taken.status == 125)
        #expect(taken.output.isEmpty)
        #expect(taken.errors.contains("127.0.0.1:\(port): Address already in use"))
        let second = try recorded("listen", "--port", "0", "--otel", "--otel-port", port)
        #expect(second.status == 69)
        // The first one records until it is told to end.
        let endpoint = "http://127.0.0.1:\(port)/v1/traces"
        let sent = try Program.run(
            "/usr/bin/env", ["python3", Self.sender, "order"],
            environment: ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": endpoint])
        #expect(sent.status == 0)
        listener.send(SIGTERM)
        #expect(listener.finish().status == 0)
        #expect(try recorded.stats()["total"]["calls"].int == 3)
    }
}
