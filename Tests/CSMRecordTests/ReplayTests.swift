import CSMTestSupport
import Foundation
import Testing

/// What was recorded is sent again, to a receiver that is none of ours.
struct ReplayTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private static let receiver = Fixtures.root.appending(
        path: "Tests/CSMRecordTests/Oracle/receive.py"
    ).path
    private static let session = Fixtures.folder.appending(path: "boto3.jsonl").path

    private func received(
        _ arguments: String..., stopAfter: Int? = nil
    ) throws -> (json: JSON, errors: String) {
        let result = try Program.run(
            Program.python,
            [Self.receiver] + (stopAfter.map { ["--stop-after", "\($0)"] } ?? [])
                + [Program.csmRecord, "replay"] + arguments,
            environment: ["CSM_RECORD_DB": recorded.database])
        return (try JSON(result.output), result.errors)
    }

    private func datagrams(_ received: JSON) -> [String?] {
        received["datagrams"].array.map(\.string)
    }

    private func sorted(_ json: JSON) throws -> Data {
        try JSONSerialization.data(
            withJSONObject: json.value ?? NSNull(), options: [.sortedKeys, .fragmentsAllowed])
    }

    private func write(_ events: [String], _ name: String) throws -> String {
        let file = recorded.folder.path(name)
        let header =
            #"{"csm_record":1,"session":{"id":"made","name":"made","command":[],"started_at":"2026-11-23T09:49:27Z","ended_at":"2026-11-23T09:49:37Z","datagrams":\#(events.count)}}"#
        try ([header] + events).joined(separator: "\n").write(
            toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    // MARK: Bytes

    @Test(arguments: Fixtures.captureNames)
    func `a capture comes again, byte for byte, in its order`(capture: String) throws {
        try recorded.run("python3", Recorded.sendCapture, Fixtures.capturePath(capture))
        let stored = try recorded.query("SELECT hex(bytes) FROM events ORDER BY id")
        let (json, _) = try received("--speed", "max")
        #expect(json["status"].int == 0)
        let bytes = datagrams(json).map { Data(base64Encoded: $0 ?? "") ?? Data() }
        #expect(bytes.map { $0.map { String(format: "%02X", $0) }.joined() } == stored)
    }

    @Test func `a replay of what was redacted is recorded as the same bytes`() throws {
        let original = Fixtures.folder.appending(path: "boto3.jsonl").path
        try recorded.run(Program.csmRecord, "replay", original, "--speed", "max")
        let recording = try recorded("export", "--format", "jsonl").output
        func events(_ export: String) -> [Substring] {
            export.split(separator: "\n").dropFirst().compactMap { line in
                line.firstRange(of: "\"event\":").map { line[$0.upperBound...] }
            }
        }
        let sent = events(try String(contentsOfFile: original, encoding: .utf8))
        #expect(sent.contains { $0.contains(#""AccessKey":"0001""#) })
        #expect(events(recording) == sent)
    }

    @Test func `empty and damaged datagrams are sent, too`() throws {
        let base64 = ["", "bm8gSlNPTg==", "e30K", "/////w=="]
        let file = try write(
            base64.map { "{\"t_us\":0,\"port\":1,\"bytes_base64\":\"\($0)\"}" }, "odd.jsonl")
        #expect(datagrams(try received(file).json) == base64)
    }

    @Test func `a recorded replay has the session's statistics`() throws {
        let run = try recorded.run(Program.csmRecord, "replay", Self.session, "--speed", "max")
        #expect(run.status == 0)
        var own = try recorded.stats()
        let file = try JSON(recorded("stats", Self.session, "--format", "json").output)
        for key in ["operations", "total", "completeness"] {
            #expect(try sorted(own[key]) == sorted(file[key]))
        }
        // From the database: the newest is not the one that this is recorded into.
        try recorded.run(Program.csmRecord, "replay", "@", "--speed", "max")
        own = try recorded.stats()
        #expect(try sorted(own["total"]) == sorted(file["total"]))
    }

    @Test func `moved timestamps are all that changes`() throws {
        let (plain, _) = try received(Self.session, "--speed", "max")
        let before = Date().timeIntervalSince1970 * 1_000
        let (moved, _) = try received(Self.session, "--speed", "max", "--retime")
        let pairs = zip(datagrams(plain), datagrams(moved)).map { pair in
            [pair.0, pair.1].map {
                String(decoding: Data(base64Encoded: $0 ?? "") ?? Data(), as: UTF8.self)
            }
        }
        #expect(pairs.count == 78)
        var shifts: Set<Int> = []
        for pair in pairs {
            let times = try pair.map { try JSON($0)["Timestamp"].int ?? 0 }
            shifts.insert(times[1] - times[0])
            #expect(pair[0].replacing("\(times[0])", with: "\(times[1])") == pair[1])
        }
        #expect(shifts.count == 1)
        // The session starts now: its first call was 40 ms into it.
        let first = try pairs.map { try JSON($0[1])["Timestamp"].double ?? 0 }.min() ?? 0
        #expect(first >= before && first < before + 10_000)
    }

    // MARK: Which, and how often

    @Test func `what is sent can be chosen`() throws {
        func count(_ arguments: String...) throws -> Int {
            let result = try Program.run(
                Program.python,
                [Self.receiver, Program.csmRecord, "replay", Self.session, "--speed", "max"]
                    + arguments)
            return try JSON(result.output)["datagrams"].array.count
        }
        #expect(try count() == 78)
        #expect(try count("--type", "call") == 34)
        #expect(try count("--level", "call", "--not", "S3.*") == 22)
        #expect(try count("--level", "attempt") == 44)
        #expect(try count("--type", "attempt") == 44)
        #expect(try count("--only", "s3.getobject", "--type", "call") == 6)
        #expect(try count("--only", "S3.*", "--only", "SQS.*", "--type", "call") == 15)
        #expect(try count("--limit", "10") == 10)
        #expect(try count("--loop", "3") == 234)
        #expect(try count("--loop", "3", "--limit", "100") == 100)
        #expect(try count("--only", "nothing") == 0)
    }

    @Test func `a loop keeps the order of each round`() throws {
        let once = datagrams(try received(Self.session, "--speed", "max").json)
        let twice = datagrams(try received(Self.session, "--speed", "max", "--loop", "2").json)
        #expect(twice == once + once)
    }

    @Test func `a dry run says how much, how long, and sends nothing`() throws {
        func dry(_ arguments: String...) throws -> String {
            try Program.csmRecord(
                ["replay", Self.session, "--dry-run", "--to", "127.0.0.1:9"] + arguments,
                database: recorded.database
            ).output
        }
        #expect(
            try dry()
                == "78 datagrams to 127.0.0.1:9 in 6.251 s, longest pause 1.585 s\n")
        #expect(try dry("--speed", "2").contains(" in 3.126 s, longest pause 0.793 s"))
        #expect(try dry("--max-gap", "100ms").contains(", longest pause 0.100 s"))
        // A session of 6.322 s, from whose start to the first datagram it is 51 ms.
        #expect(try dry("--loop", "2").hasPrefix("156 datagrams to 127.0.0.1:9 in 12.573 s"))
        #expect(try dry("--limit", "1").hasPrefix("1 datagram to 127.0.0.1:9 in 0.000 s"))
        #expect(try dry("--speed", "max").contains(" in 0.000 s"))
    }

    @Test func `standard output gets a line each`() throws {
        let output = try recorded("replay", Self.session, "--stdout", "--speed", "max").output
        let lines = output.split(separator: "\n")
        #expect(lines.count == 78)
        #expect(try JSON(String(lines[0]))["Type"].string == "ApiCallAttempt")
        let head = try Program.run(
            "/bin/bash",
            ["-c", "\(Program.csmRecord) replay \(Self.session) --stdout --speed max | head -1"])
        #expect(head.output.split(separator: "\n").count == 1)
        #expect(try recorded("replay", Self.session, "--stdout", "--to", "1.1.1.1:1").status == 64)
    }

    // MARK: When

    @Test func `datagrams come at their time, in the schedule's order`() throws {
        let file = try write(
            (0..<6).map { "{\"t_us\":\($0 * 200_000),\"port\":1,\"event\":{\"n\":\($0)}}" },
            "paced.jsonl")
        let (json, errors) = try received(file)
        let seconds = json["seconds"].array.compactMap(\.double)
        #expect(seconds.count == 6)
        // None before its time; how late one is depends on the machine.
        for (index, own) in seconds.enumerated() { #expect(own > Double(index) * 0.2 - 0.05) }
        #expect(
            errors.wholeMatch(
                of:
                    /csm-record: sent 6 datagrams in 1\.\d+ s, 0 refused, worst lateness \d+\.\d+ ms\n/
            )
                != nil)
    }

    @Test func `a replay that never waits can be ended`() throws {
        let listener = try recorded.start("listen", "--port", "0", "--print-env", "-q")
        #expect(RunningProgram.eventually { listener.output.contains("CLIENT_ID") })
        let port = listener.output.split(separator: "\n")[2].filter(\.isNumber)
        let replay = try Program.start(
            Program.csmRecord,
            [
                "replay", Self.session, "--to", "127.0.0.1:\(port)", "--speed", "1000000", "--loop",
                "1000000000",
            ])
        usleep(500_000)
        #expect(replay.process.isRunning)
        replay.send(SIGTERM)
        #expect(replay.finish().status == 0)
        listener.send(SIGTERM)
        _ = listener.finish()
    }

    @Test func `Ctrl-C ends it with the figures so far`() throws {
        let listener = try recorded.start("listen", "--port", "0", "--print-env")
        #expect(RunningProgram.eventually { listener.output.contains("CLIENT_ID") })
        let port = listener.output.split(separator: "\n")[2].filter(\.isNumber)
        let replay = try recorded.start(
            "replay", Self.session, "--speed", "0.001", "--to", "127.0.0.1:\(port)")
        #expect(
            try RunningProgram.eventually {
                try recorded.query("SELECT received > 0 FROM sessions") == ["1"]
            })
        replay.send(SIGINT)
        let result = replay.finish()
        listener.send(SIGTERM)
        _ = listener.finish()
        #expect(result.status == 0)
        #expect(result.errors.hasPrefix("csm-record: sent "))
    }

    // MARK: What stands in its way

    @Test func `nobody listening is 69, at once`() throws {
        let result = try recorded("replay", Self.session, "--to", "127.0.0.1:1")
        #expect(result.status == 69)
        #expect(
            result.errors.hasSuffix(
                "csm-record: cannot send to 127.0.0.1:1: nothing is listening there\n"
                    + "csm-record: start a listener, or pass the address of one: --to HOST:PORT\n"
            ))
        let flat = try recorded("replay", Self.session, "--to", "127.0.0.1:1", "--speed", "max")
        #expect(flat.status == 69)
        // Of a burst, too, no more than the first ones are sent.
        #expect(flat.errors.hasPrefix("csm-record: sent 0 datagrams in "))
    }

    @Test func `a listener that goes away is noticed`() throws {
        let lines = (0..<100).map { "{\"t_us\":\($0 * 50_000),\"port\":1,\"event\":{\"n\":\($0)}}" }
        let (json, errors) = try received(
            try write(lines, "long.jsonl"), stopAfter: 5)
        #expect(json["status"].int == 69)
        #expect(json["datagrams"].array.count == 5)
        #expect(errors.contains("1 refused"))
        #expect(errors.contains("nothing is listening there"))
    }

    @Test func `kept secrets are sent only on demand`() throws {
        try recorded.run("python3", Recorded.sendCapture, options: ["-q", "--keep-secrets"])
        let refused = try received("--speed", "max")
        #expect(refused.json["status"].int == 64)
        #expect(refused.json["datagrams"].array.isEmpty)
        #expect(refused.errors.contains("pass --send-secrets to send it anyway"))
        let sent = try received("--speed", "max", "--send-secrets")
        #expect(sent.json["datagrams"].array.count == 78)
        let text = datagrams(sent.json).map {
            String(decoding: Data(base64Encoded: $0 ?? "") ?? Data(), as: UTF8.self)
        }
        #expect(text.contains { $0.contains("FakeSessionToken") })
        #expect(try recorded("replay", "--dry-run").status == 0)
    }

    @Test(
        arguments: [
            (["nothing"], 66), (["--speed", "0"], 64), (["--speed", "fast"], 64),
            (["--loop", "0"], 64),
            (["--limit", "0"], 64), (["--to", "nowhere"], 64), (["--to", "127.0.0.1:0"], 64),
            (["--to", "example.com:1"], 69), (["--type", "other"], 64), (["--max-gap", "2"], 64),
        ] as [([String], Int32)])
    func `wrong usage has its code`(arguments: [String], code: Int32) throws {
        try recorded.record("one")
        let result = try Program.csmRecord(["replay"] + arguments, database: recorded.database)
        #expect(result.status == code)
        #expect(result.errors.hasPrefix("csm-record: ") && result.output == "")
    }
}
