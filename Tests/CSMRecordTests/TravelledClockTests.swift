import CSMTestSupport
import Foundation
import Testing

/// Programs that change their own clock while they are recorded, as tests do.
struct TravelledClockTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    /// What travels: calls by day or by name of the test.
    enum Library: String, CaseIterable {
        case freezegun, timeMachine

        var travel: String {
            switch self {
            case .freezegun: "from freezegun import freeze_time as travel"
            case .timeMachine: "from time_machine import travel"
            }
        }
    }

    /// Records tests of 2, 4 and 1 calls of boto3, two of them at other times.
    private func record(_ library: Library) throws {
        let tests = """
            import pytest
            \(library.travel)

            def call(count):
                # botocore takes the clock that there is when it is imported.
                import boto3
                import botocore.config
                import botocore.exceptions
                client = boto3.client(
                    "dynamodb", region_name="eu-west-1", endpoint_url="http://127.0.0.1:1",
                    aws_access_key_id="AKIAFAKE", aws_secret_access_key="fake",
                    config=botocore.config.Config(retries={"total_max_attempts": 1}))
                for _ in range(count):
                    with pytest.raises(botocore.exceptions.EndpointConnectionError):
                        client.list_tables()

            @travel("2012-01-14 12:00:01")
            def test_past():
                call(4)

            def test_now():
                call(2)

            @travel("2053-05-06")
            def test_future():
                call(1)
            """
        let file = recorded.folder.path("test_travel.py")
        try tests.write(toFile: file, atomically: true, encoding: .utf8)
        let result = try recorded.run(
            Program.python, "-m", "pytest", "-q", "-p", "pytest_csm_record", "-p",
            "no:cacheprovider", file, environment: ["PYTHONPATH": Fixtures.folder.path])
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    @Test(arguments: Library.allCases)
    func `calls belong to the test that made them`(library: Library) throws {
        try record(library)
        let marks = try recorded.stats("--by", "mark")["operations"].array
        var calls: [String: Int] = [:]
        for mark in marks {
            let name = mark["mark"].string?.split(separator: ":").last.map(String.init)
            calls[name ?? "none"] = mark["calls"].int
        }
        #expect(calls == ["test_now": 2, "test_past": 4, "test_future": 1])
        let check = try recorded("check", "--assert", "total per=mark: calls <= 3")
        #expect(check.status == 99)
        #expect(check.output.contains("test_past"))
    }

    @Test(arguments: Library.allCases)
    func `calls are placed by their arrival, and that is said`(library: Library) throws {
        try record(library)
        let stats = try recorded.stats()
        #expect(stats["completeness"]["misdated_calls"].int == 5)
        #expect(stats["time"]["time_line"].string == "session")
        let wall = try #require(stats["time"]["wall_ms"].int)
        #expect(wall < 60_000)
        let shown = try JSON(recorded("show", "--format", "json").output)
        let offsets = shown["calls"].array.compactMap { $0["offset_ms"].int }
        #expect(offsets.count == 7)
        #expect(offsets.allSatisfy { (0...wall).contains($0) })
        for report in [
            ["stats"], ["show"], ["sessions", "show"],
        ] {
            let report = try recorded(report, environment: ["COLUMNS": "200"])
            #expect(report.output.contains("5 calls have impossible timestamps"))
        }
    }

    @Test(arguments: Library.allCases)
    func `a trace is as long as the session`(library: Library) throws {
        try record(library)
        let trace = try JSON(recorded("export", "--format", "chrome").output)
        let ends = trace["traceEvents"].array.compactMap { event in
            event["ts"].double.map { $0 + (event["dur"].double ?? 0) }
        }
        #expect(!ends.isEmpty)
        #expect(ends.allSatisfy { $0 >= 0 && $0 < 60_000_000 })
    }

    @Test func `an older session that is sent again keeps its own time line`() throws {
        let fixture = Fixtures.folder.appending(path: "boto3.jsonl").path
        for speed in ["max", "100"] {
            try recorded.run(Program.csmRecord, "replay", fixture, "--speed", speed)
            let stats = try recorded.stats()
            #expect(stats["completeness"]["misdated_calls"].int == 0)
            #expect(stats["time"]["time_line"].string == "calls")
            let original = try recorded.stats(fixture)["time"]
            #expect(stats["time"]["busy_ms"].int == original["busy_ms"].int)
        }
    }

    /// One call by a clock that is five seconds slow, one by a clock that is right.
    @Test func `a clock a little off is shown as it is, with its bars`() throws {
        let send = """
            import json, os, socket, time
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.connect((os.environ["AWS_CSM_HOST"], int(os.environ["AWS_CSM_PORT"])))
            def send(api, start, latency):
                s.send(json.dumps({"Type": "ApiCall", "Service": "S3", "Api": api,
                    "Timestamp": start, "Latency": latency, "AttemptCount": 1}).encode())
            start = int(time.time() * 1000)
            send("Slow", start - 5000, 1000)
            time.sleep(2)
            send("Right", start, 2000)
            """
        try recorded.run("python3", "-c", send)
        let lines = try recorded("show").output.split(separator: "\n")
        let slow = try #require(lines.first { $0.contains("S3.Slow") })
        #expect(slow.contains("▓") || slow.contains("█"), "\(slow)")
        #expect(slow.contains("-4.") || slow.contains("-5."), "\(slow)")
    }
}
