import CSMTestSupport
import Foundation
import Testing

/// Sessions as OpenTelemetry's traces: written, read again, and taken by the receiver.
struct TraceFileTests {
    private let recorded: Recorded
    private static let oracles = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle").path

    init() throws { recorded = try Recorded() }

    private func expectSame(_ first: JSON, _ second: JSON, _ what: String) {
        for key in ["operations", "total"] {
            #expect(first[key].text == second[key].text, "\(what): \(key)")
        }
        for key in ["attempts_expected", "attempts_seen"] {
            #expect(first["completeness"][key].int == second["completeness"][key].int, "\(what)")
        }
    }

    /// Records a session again in each way that its traces can be read, and compares the figures.
    private func expectRoundTrip(_ name: String) throws {
        let file = recorded.folder.path("\(name).otlp.jsonl.gz")
        let export = try recorded("export", "@", "--format", "otlp", "-o", file)
        #expect(export.status == 0, "\(export.errors)")
        let stats = try recorded.stats()
        expectSame(stats, try recorded.stats(file), "\(name) in place")

        let imported = recorded.folder.path("imported-\(name).db")
        #expect(try Program.csmRecord(["import", file], database: imported).status == 0)
        let arguments = ["stats", "--format", "json"]
        expectSame(
            stats, try JSON(Program.csmRecord(arguments, database: imported).output),
            "\(name) imported")

        let sent = recorded.folder.path("sent-\(name).db")
        let run = try Program.csmRecord(
            [
                "run", "-q", "--otel", "--port", "0", "--", "python3",
                "\(Self.oracles)/post_lines.py", file,
            ],
            database: sent)
        #expect(run.status == 0, "\(run.errors)")
        expectSame(
            stats, try JSON(Program.csmRecord(arguments, database: sent).output), "\(name) sent")
    }

    @Test(arguments: Fixtures.captureNames)
    func `a session that was exported gives the same figures again`(capture: String) throws {
        try recorded.run("python3", Recorded.sendCapture, Fixtures.capturePath(capture))
        try expectRoundTrip(capture)
    }

    @Test(arguments: ["both", "order"])
    func `so does one that was recorded from spans`(scenario: String) throws {
        try recorded.run(
            "python3", "\(Self.oracles)/send_spans.py", scenario, options: ["--otel"])
        try expectRoundTrip(scenario)
        // Resources are known again.
        let file = recorded.folder.path("\(scenario).otlp.jsonl.gz")
        expectSame(
            try recorded.stats("--by", "api,resource"),
            try recorded.stats(file, "--by", "api,resource"), "resources")
    }

    @Test func `every line is a request as the published definition has it`() throws {
        try recorded.record("boto3")
        let file = recorded.folder.path("traces.jsonl")
        #expect(try recorded("export", "@", "--format", "otlp", "-o", file).status == 0)
        let check = try Program.run(Program.python, ["\(Self.oracles)/read_traces.py", file])
        #expect(check.status == 0, "\(check.errors)")
        let figures = try JSON(check.output)
        let stats = try recorded.stats()
        #expect(figures["calls"].int == stats["total"]["calls"].int)
        #expect(figures["attempts"].int == stats["total"]["attempts"].int)
        #expect(figures["errors"].int == stats["total"]["errors"].int)
        #expect(figures["roots"].int == 1)
        #expect(figures["orphans"].int == 0)
    }

    @Test func `marks are kept`() throws {
        try recorded.run(
            "sh", "-c",
            """
            $RECORD mark begin test_one; python3 \(Recorded.sendCalls) S3.Get=3x5
            $RECORD mark end test_one; python3 \(Recorded.sendCalls) S3.Put=2x5
            """, environment: ["RECORD": Program.csmRecord])
        let file = recorded.folder.path("marked.jsonl")
        #expect(try recorded("export", "@", "--format", "otlp", "-o", file).status == 0)
        let rows = try recorded.stats(file, "--by", "mark")["operations"].array
        #expect(rows.first { $0["mark"].string == "test_one" }?["calls"].int == 3)
    }

    @Test func `a collector's file becomes a session named after it`() throws {
        let folder = Fixtures.folder.appending(path: "otlp")
        let lines = try ["js-json.001.json", "js-json.002.json"].map {
            try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
                .replacingOccurrences(of: "\n", with: "")
        }
        let other = "{\"resourceMetrics\":[]}\n{\"resourceLogs\":[]}\n"
        let file = recorded.folder.path("collector.json")
        try (lines[0] + "\n" + other + lines[1] + "\n").write(
            toFile: file, atomically: false, encoding: .utf8)
        #expect(try recorded("import", file).status == 0)
        #expect(try recorded.sessions().first?["name"].string == "collector")
        let stats = try recorded.stats()
        #expect(stats["total"]["calls"].int == 36)
        #expect(stats["total"]["errors"].int == 6)
        #expect(stats["completeness"]["attempts_expected"].int == 43)
        #expect(stats["completeness"]["spans_received"].int == 78)
        #expect(stats["completeness"]["spans_used"].int == 78)
        // Once more changes nothing.
        #expect(try recorded("import", file).status == 0)
        #expect(try recorded.sessions().count == 1)
    }

    @Test func `a line that is damaged is told by its number, and nothing is kept`() throws {
        let folder = Fixtures.folder.appending(path: "otlp")
        let line = try String(
            contentsOf: folder.appending(path: "js-json.002.json"), encoding: .utf8
        ).replacingOccurrences(of: "\n", with: "")
        let file = recorded.folder.path("damaged.json")
        try "\(line)\n{\"resourceSpans\":[{\n".write(
            toFile: file, atomically: false, encoding: .utf8)
        let result = try recorded("import", file)
        #expect(result.status == 65)
        #expect(result.errors.contains("line 2"))
        #expect(try recorded.sessions().isEmpty)
    }
}
