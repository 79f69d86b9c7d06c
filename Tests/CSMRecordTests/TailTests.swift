import CSMTestSupport
import Foundation
import Testing

/// Calls told as they come.
struct TailTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    /// A line of text: when, what, how long, how it ended.
    private static var line: Regex<Substring> { #/\d\d:\d\d:\d\d\.\d{3}  .* ms  .*/# }

    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }

    /// A recording that goes on until `end` is called.
    private func beginRecording(_ name: String = "live") throws -> RunningProgram {
        let run = try recorded.start(
            "listen", "--port", "0", "--name", name, "--print-env")
        #expect(RunningProgram.eventually { run.output.contains("AWS_CSM_PORT") })
        return run
    }

    /// Sends the capture of a boto3 program to a recording: 34 calls, 14 of them errors.
    private func send(to run: RunningProgram) throws {
        let port = run.output.firstMatch(of: /AWS_CSM_PORT=(\d+)/).map { String($0.1) }
        let sent = try Program.run(
            "/usr/bin/python3", [Recorded.sendCapture],
            environment: ["AWS_CSM_HOST": "127.0.0.1", "AWS_CSM_PORT": port ?? ""])
        #expect(sent.status == 0)
    }

    @Test func `it waits for a session, tells each call while it is recorded, and ends with it`()
        throws
    {
        let tail = try recorded.start("tail")
        #expect(RunningProgram.eventually { tail.errors.contains("waiting for a session") })
        let run = try beginRecording()
        try send(to: run)
        #expect(RunningProgram.eventually { lines(tail.output).count == 34 })
        #expect(tail.process.isRunning)
        run.send(SIGINT)
        #expect(run.finish().status == 0)
        let result = tail.finish()
        #expect(result.status == 0)
        let all = lines(result.output)
        #expect(all.count == 34)
        #expect(all.allSatisfy { $0.wholeMatch(of: Self.line) != nil })
        #expect(all.count { $0.contains("✗") } == 14)
        #expect(all.contains { $0.contains("✗ 404 NoSuchKey") && $0.contains("does not exist") })
        let id = try recorded.sessions()[0]["id"].string ?? ""
        #expect(result.errors.hasSuffix("csm-record: 34 calls, 14 errors; session \(id)\n"))
    }

    @Test func `beside run the lines are the calls`() throws {
        let tail = try recorded.start("tail", "-q", "--format", "jsonl")
        usleep(200_000)
        try recorded.record("one")
        let result = tail.finish()
        #expect(result.status == 0 && result.errors == "")
        #expect(lines(result.output).count == 34)
    }

    @Test func `JSON Lines are those of show`() throws {
        try recorded.record("one")
        let tailed = try lines(recorded("tail", "-q", "one", "--format", "jsonl").output)
            .map { try JSON($0) }
        let shown = try lines(recorded("show", "one", "--format", "jsonl").output)
            .map { try JSON($0) }
        func bySequence(_ lines: [JSON]) -> [JSON] {
            lines.sorted { $0["sequence"].int ?? 0 < $1["sequence"].int ?? 0 }
        }
        #expect(tailed.count == 34 && shown.count == 34)
        // All arrived when they were sent, at once, so that their own times cannot be true here.
        let own = ["offset_ms", "start_ms"]
        for (left, right) in zip(bySequence(tailed), bySequence(shown)) {
            let (one, other) = (
                left.value as? [String: Any] ?? [:], right.value as? [String: Any] ?? [:]
            )
            #expect(Set(one.keys) == Set(other.keys) && one.count == 15)
            for key in one.keys where !own.contains(key) {
                #expect("\(one[key] ?? "")" == "\(other[key] ?? "")", "\(key)")
            }
        }
        #expect(
            tailed.map { $0["sequence"].int ?? 0 }
                == bySequence(tailed).map { $0["sequence"].int ?? 0 })
    }

    @Test func `what is told can be chosen`() throws {
        try recorded.record("one")
        func count(_ arguments: String...) throws -> Int {
            let result = try recorded(["tail", "-q", "@"] + arguments)
            #expect(result.status == 0)
            return lines(result.output).count
        }
        #expect(try count() == 34)
        #expect(try count("--errors") == 14)
        #expect(try count("--only", "s3.get*") == 6)
        #expect(try count("--not", "S3.*", "--not", "DynamoDB.*") == 11)
        #expect(try count("--slower", "1s") == 3)
        #expect(try count("--new") == 0)
        let attempts = try recorded.stats()["completeness"]["attempts_seen"].int ?? 0
        #expect(try count("--attempts") == 34 + attempts)
        #expect(try recorded("tail", "@", "--slower", "soon").status == 64)
        #expect(try recorded("tail", "nothing").status == 66)
        #expect(try recorded("tail", "@", "--mark", "none").status == 66)
        let some = try recorded("tail", "@", "--errors")
        #expect(some.errors.contains("34 calls, 14 shown, 14 errors"))
    }

    @Test func `a mark's calls alone`() throws {
        let file = Fixtures.folder.appending(path: "pytest.jsonl").path
        let mark = "tests/test_orders.py::test_an_order_is_stored"
        let shown = try lines(
            recorded("show", file, "--mark", mark, "--format", "jsonl").output)
        let tailed = try lines(
            recorded("tail", "-q", file, "--mark", mark, "--format", "jsonl").output)
        #expect(shown.count == 3 && Set(tailed) == Set(shown))
    }

    @Test func `it goes on with the next session, and Ctrl-C ends it`() throws {
        let tail = try recorded.start("tail", "--follow")
        #expect(RunningProgram.eventually { tail.errors.contains("waiting") })
        try recorded.record("one")
        #expect(
            RunningProgram.eventually { lines(tail.errors).count { $0.contains("34 calls") } == 1 })
        try recorded.record("two")
        #expect(
            RunningProgram.eventually { lines(tail.errors).count { $0.contains("34 calls") } == 2 })
        #expect(lines(tail.output).count == 68)
        tail.send(SIGINT)
        #expect(tail.finish().status == 130)
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)])
    func `a signal ends it in the middle, with what came so far`(
        signal: Int32, status: Int
    ) throws {
        let run = try beginRecording()
        try send(to: run)
        let tail = try recorded.start("tail")
        #expect(RunningProgram.eventually { lines(tail.output).count == 34 })
        tail.send(signal)
        let result = tail.finish()
        #expect(Int(result.status) == status)
        #expect(result.errors.contains("34 calls, 14 errors; session "))
        run.send(SIGINT)
        #expect(run.finish().status == 0)
    }

    @Test func `who reads no more ends it quietly`() throws {
        try recorded.record("one")
        let result = try Program.run(
            "/bin/bash", ["-c", "\(Program.csmRecord) tail -q @ | head -1; echo ${PIPESTATUS[0]}"],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(lines(result.output).last == "0" && result.errors == "")
        // Also while nothing comes.
        let run = try beginRecording()
        try send(to: run)
        let waiting = try Program.run(
            "/bin/bash",
            ["-c", "timeout 20 \(Program.csmRecord) tail -q | head -1; echo ${PIPESTATUS[0]}"],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(lines(waiting.output).last == "0")
        run.send(SIGINT)
        _ = run.finish()
    }

    @Test func `a killed recorder ends it, too`() throws {
        let run = try beginRecording()
        try send(to: run)
        let tail = try recorded.start("tail")
        #expect(RunningProgram.eventually { lines(tail.output).count == 34 })
        run.send(SIGKILL)
        _ = run.finish()
        #expect(tail.finish().status == 0)
    }

    @Test(arguments: [40, 80, 100])
    func `no line is wider than the width`(width: Int) throws {
        try recorded.record("one")
        let result = try recorded(
            ["tail", "-q", "@", "--attempts"], environment: ["COLUMNS": "\(width)"])
        #expect(lines(result.output).allSatisfy { $0.count <= width && $0.last != " " })
        let wide = try recorded(
            ["tail", "-q", "@", "--wide"], environment: ["COLUMNS": "\(width)"])
        #expect(lines(wide.output).contains { $0.count > 100 })
    }

    @Test(arguments: ["text", "jsonl"])
    func `hostile names and messages are harmless`(format: String) throws {
        let hostile = #"\u001b[31m|##[error]x\n::error::\u202e"#
        let event =
            #"{"Type":"ApiCall","Service":"\#(hostile)","Api":"\#(hostile)","Timestamp":5000,"Latency":5,"FinalAwsException":"\#(hostile)","FinalAwsExceptionMessage":"\#(hostile)"}"#
        let file = recorded.folder.path("events.jsonl")
        try event.write(toFile: file, atomically: true, encoding: .utf8)
        let result = try recorded(
            ["tail", "-q", file, "--format", format, "--wide"],
            environment: ["GITHUB_ACTIONS": "true"])
        #expect(lines(result.output).count == 1)
        #expect(!result.output.contains("##[") && !result.output.hasPrefix("::"))
        #expect(
            result.output.unicodeScalars.allSatisfy {
                $0 == "\n" || ![.control, .format].contains($0.properties.generalCategory)
            })
    }

    // MARK: In the recorder's process

    @Test func `run tells its calls on standard error, each line as its own`() throws {
        let run = try recorded.run("python3", Recorded.sendCapture, options: ["--tail"])
        #expect(run.status == 0 && run.output == "")
        let all = lines(run.errors)
        #expect(all.allSatisfy { $0.hasPrefix("csm-record: ") })
        #expect(all.count { $0.dropFirst(12).wholeMatch(of: Self.line) != nil } == 34)
        // The summary comes last.
        #expect(all.last?.contains(" ms  ") == false)
        #expect(!lines(try recorded.run("true", options: ["--tail"]).errors).isEmpty)
        #expect(try recorded.run("no-such-command", options: ["--tail"]).status == 127)
    }

    @Test(arguments: [(["--tail"], 0), (["--tail", "--tail"], 34)])
    func `run does not write to COMMAND's terminal unless it must`(
        options: [String], expected: Int
    ) throws {
        let words = [Program.csmRecord, "run"] + options + ["--", "python3", Recorded.sendCapture]
        let result = try Program.run(
            "/usr/bin/script",
            ["-qec", words.map { "'\($0)'" }.joined(separator: " "), "/dev/null"],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(result.status == 0)
        let told = result.output.split(whereSeparator: \.isNewline)
            .count { $0.contains(#/csm-record: .*\d\d:\d\d:\d\d\.\d{3}/#) }
        #expect(told == expected)
        #expect(result.output.contains("pass --tail twice") == (expected == 0))
    }

    @Test func `listen tells its calls, too`() throws {
        let run = try recorded.start("listen", "--port", "0", "--print-env", "--tail")
        #expect(RunningProgram.eventually { run.output.contains("AWS_CSM_PORT") })
        try send(to: run)
        #expect(
            RunningProgram.eventually {
                lines(run.errors).count { $0.contains(#/^\d\d:\d\d:\d\d\.\d{3}  /#) } == 34
            })
        run.send(SIGINT)
        #expect(run.finish().status == 0)
    }
}
