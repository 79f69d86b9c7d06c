import CSMTestSupport
import Foundation
import Testing

/// Tests that run at the same time keep their calls apart.
struct ParallelMarksTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    @Test func `each test of two workers of pytest-xdist has its own calls`() throws {
        var tests = """
            import boto3, botocore.config, botocore.exceptions, pytest, time

            def call(count):
                client = boto3.client(
                    "dynamodb", region_name="eu-west-1", endpoint_url="http://127.0.0.1:1",
                    aws_access_key_id="AKIAFAKE", aws_secret_access_key="fake",
                    config=botocore.config.Config(retries={"total_max_attempts": 1}))
                for _ in range(count):
                    time.sleep(0.02)
                    with pytest.raises(botocore.exceptions.EndpointConnectionError):
                        client.list_tables()

            """
        for number in 1...17 { tests += "\ndef test_\(number)():\n    call(\(number))\n" }
        let file = recorded.folder.path("test_parallel.py")
        try tests.write(toFile: file, atomically: true, encoding: .utf8)
        let run = try recorded.run(
            Program.python, "-m", "pytest", "-q", "-n", "2", "-p", "pytest_csm_record", "-p",
            "no:cacheprovider", file, options: ["-q"],
            environment: ["PYTHONPATH": Fixtures.folder.path])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        var calls: [Int: Int] = [:]
        for mark in try recorded.stats("--by", "mark")["operations"].array {
            let number = mark["mark"].string?.split(separator: "_").last.flatMap { Int($0) }
            calls[number ?? 0] = mark["calls"].int
        }
        #expect(calls == Dictionary(uniqueKeysWithValues: (1...17).map { ($0, $0) }))
        let clients = try recorded.stats("--by", "client")["operations"].array
        #expect(Set(clients.compactMap { $0["client"].string?.suffix(4) }) == ["-gw0", "-gw1"])
        #expect(try recorded("check", "--assert", "total per=mark: calls <= 17").status == 0)
        #expect(try recorded("check", "--assert", "total per=mark: calls <= 16").status == 99)
    }

    /// Two clients in turns, and a mark of none in particular around all.
    @Test func `a mark is about its own client's calls`() throws {
        let send = """
            import json, os, socket, time
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.connect((os.environ["AWS_CSM_HOST"], int(os.environ["AWS_CSM_PORT"])))
            def mark(name, phase, client):
                s.send(json.dumps({"Type": "CsmRecordMark", "Mark": name, "Phase": phase,
                    "ClientId": client}).encode())
            def call(client):
                s.send(json.dumps({"Type": "ApiCall", "Service": "S3", "Api": "GetObject",
                    "Timestamp": int(time.time() * 1000), "Latency": 0, "AttemptCount": 1,
                    "ClientId": client}).encode())
                time.sleep(0.005)
            mark("all", "begin", "")
            mark("test", "begin", "a"); time.sleep(0.005)
            call("a"); call("b")
            mark("test", "begin", "b"); mark("b", "begin", "b"); time.sleep(0.005)
            call("a"); call("b"); call("b")
            mark("test", "end", "b"); time.sleep(0.005)
            call("a"); call("b")
            mark("test", "end", "a")
            mark("all", "end", "")
            """
        try recorded.run("python3", "-c", send)
        var calls: [String: Int] = [:]
        for mark in try recorded.stats("--by", "mark,client")["operations"].array {
            calls["\(mark["mark"].string ?? "") \(mark["client"].string ?? "")"] = mark["calls"].int
        }
        #expect(calls == ["all a": 3, "all b": 4, "test a": 3, "test b": 2, "b b": 3])
    }
}
