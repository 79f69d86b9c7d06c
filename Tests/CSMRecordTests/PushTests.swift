import CSMTestSupport
import Foundation
import Testing

/// push as a user has it: what is sent, what is said, and what is remembered.
struct PushTests {
    @Test func `all that was recorded arrives once, and is told of`() throws {
        let pushed = try Pushed()
        for name in Fixtures.captureNames {
            try pushed.recorded.run("python3", Recorded.sendCapture, Fixtures.capturePath(name))
        }
        let count = try Fixtures.captureNames.map { try Fixtures.datagrams($0).count }
            .reduce(0, +)
        let dryRun = try pushed.report("--dry-run")
        #expect(dryRun["dry_run"].value as? Bool == true)
        #expect(try pushed.server.ledger()["calls"].array.isEmpty)
        let report = try pushed.report()
        #expect(report["schema"].string == "csm-record/push/1")
        #expect(report["events"].int == count)
        #expect(report["resent"].int == 0 && report["maybe_twice"].int == 0)
        for key in ["events", "packs", "billed_kib", "unpacked_kib", "kept_home"] {
            #expect(report[key].int == dryRun[key].int, "\(key)")
        }
        let ledger = try pushed.server.ledger(lines: true)
        #expect(ledger["copies"].keys.count == count)
        #expect(ledger["calls"].array.count == report["calls"].int)
        #expect(ledger["billed_kib"].int == report["billed_kib"].int)
        try pushed.checkNoViolations()
        #expect(try pushed.checkAcknowledged() == count)

        let status = try pushed.report("--status")
        #expect(status["schema"].string == "csm-record/push-status/1")
        #expect(status["sessions"].array.count == Fixtures.captureNames.count)
        for session in status["sessions"].array {
            #expect(session["events"].int == session["delivered"].int)
            #expect(session["maybe_twice"].int == 0)
        }
        #expect(try pushed.report()["calls"].int == 0)
    }

    @Test func `450-byte events are billed a fifth or less`() throws {
        let pushed = try Pushed()
        try pushed.importEvents("short", lengths: Array(repeating: 450, count: 3_000))
        let report = try pushed.report()
        #expect((report["billed_kib"].int ?? .max) * 5 <= report["unpacked_kib"].int ?? 0)
        #expect(try pushed.server.ledger()["billed_kib"].int == report["billed_kib"].int)
    }

    @Test func `names come from the option, else the session, else the command`() throws {
        let pushed = try Pushed()
        let send = ["python3", Recorded.sendCapture, Fixtures.capturePath("awscli-v1")]
        try pushed.recorded.run(send[0], send[1], send[2])
        #expect(try pushed.report()["events"].int == 48)
        try pushed.recorded.run(send[0], send[1], send[2], options: ["--name", "nightly"])
        #expect(try pushed.report()["events"].int == 48)
        try pushed.recorded.run(send[0], send[1], send[2], options: ["--name", "other"])
        #expect(try pushed.report("--function-name", "mine")["events"].int == 48)
        let lines = try pushed.server.ledger(lines: true)["lines"]
        var names: [String: Int] = [:]
        for key in lines.keys {
            let line = try JSON(lines[key].string ?? "")
            let name = "\(line["functionName"].string ?? "-") \(line["sessionName"].string ?? "-")"
            names[name, default: 0] += 1
        }
        #expect(names == ["python3 -": 48, "nightly nightly": 48, "mine other": 48])
    }

    @Test func `undecodable and empty datagrams stay home and are counted`() throws {
        let pushed = try Pushed()
        let send = """
            import os, socket
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            for datagram in [b'{"Type":"ApiCall"}', b'', b'{oops', b'{"Type":"ApiCallAttempt"}', b'']:
                s.sendto(datagram, ("127.0.0.1", int(os.environ["AWS_CSM_PORT"])))
            """
        try pushed.recorded.run("python3", "-c", send)
        let report = try pushed.report()
        #expect(report["events"].int == 2)
        #expect(report["kept_home"].int == 3)
        #expect(try pushed.server.ledger()["copies"].keys.count == 2)
        let session = try pushed.report("--status")["sessions"][0]
        #expect(session["delivered"].int == 2 && session["kept_home"].int == 3)
        #expect(try pushed.report()["events"].int == 0)
    }

    @Test func `a session being recorded is pushed, and later the rest`() throws {
        let pushed = try Pushed()
        let listener = try pushed.recorded.start("listen", "--port", "0", "--print-env")
        let hasStarted = RunningProgram.eventually { listener.output.contains("AWS_CSM_PORT=") }
        #expect(hasStarted)
        let port = try #require(
            listener.output.firstMatch(of: /AWS_CSM_PORT=(\d+)/).flatMap { Int($0.1) })
        var sent = 0
        for count in [30, 40] {
            try Self.send(count, to: port)
            sent += count
            let isStored = try RunningProgram.eventually {
                try pushed.recorded.query("SELECT count(*) FROM events") == ["\(sent)"]
            }
            #expect(isStored)
            #expect(try pushed.report()["events"].int == count)
        }
        listener.send(SIGTERM)
        #expect(listener.finish().status == 0)
        #expect(try pushed.report()["events"].int == 0)
        #expect(try pushed.server.ledger()["copies"].keys.count == 70)
        try pushed.checkNoViolations()
    }

    @Test func `a session file is pushed in place, and the database remembers it`() throws {
        let pushed = try Pushed()
        try pushed.recorded.record(Fixtures.capturePath("boto3"))
        let file = pushed.recorded.folder.path("s.jsonl")
        #expect(try pushed.recorded("export", "@", "-o", file).status == 0)
        #expect(try pushed.recorded("sessions", "rm", "@", "--yes").status == 0)
        #expect(try pushed.report(file)["events"].int == 78)
        #expect(try pushed.report(file)["events"].int == 0)
        #expect(try pushed.recorded("import", file).status == 0)
        #expect(try pushed.report()["events"].int == 0)
        #expect(try pushed.recorded("sessions", "rm", "@", "--yes").status == 0)
        #expect(try pushed.recorded.query("SELECT count(*) FROM packs") == ["0"])
    }

    @Test func `more of a session that is imported is only the rest`() throws {
        let pushed = try Pushed()
        let elsewhere = try Recorded()
        let listener = try elsewhere.start("listen", "--port", "0", "--print-env")
        #expect(RunningProgram.eventually { listener.output.contains("AWS_CSM_PORT=") })
        let port = try #require(
            listener.output.firstMatch(of: /AWS_CSM_PORT=(\d+)/).flatMap { Int($0.1) })
        let file = elsewhere.folder.path("s.jsonl")
        for (count, rest) in [(30, 30), (70, 40)] {
            try Self.send(rest, to: port)
            let isStored = try RunningProgram.eventually {
                try elsewhere.query("SELECT count(*) FROM events") == ["\(count)"]
            }
            #expect(isStored)
            #expect(try elsewhere("export", "@", "-o", file).status == 0)
            #expect(try pushed.recorded("import", file).status == 0)
            #expect(try pushed.report()["events"].int == rest)
        }
        listener.send(SIGTERM)
        _ = listener.finish()
        #expect(try pushed.copies().values.allSatisfy { $0 == 1 })
    }

    private static func send(_ count: Int, to port: Int) throws {
        let send = """
            import socket
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            for _ in range(\(count)):
                s.sendto(b'{"Type":"ApiCall"}', ("127.0.0.1", \(port)))
            """
        _ = try Program.run(Program.python, ["-c", send])
    }

    @Test func `each stream has a ledger of its own`() throws {
        let pushed = try Pushed(control: #"{"stream": "other"}"#)
        try pushed.recorded.record(Fixtures.capturePath("boto3"))
        let missing = try pushed.push()
        #expect(missing.status == 66)
        #expect(missing.errors.contains("ResourceNotFoundException"))
        let result = try Program.csmRecord(
            [
                "push", "--stream", "other", "--endpoint-url", pushed.server.endpoint, "--format",
                "json",
            ],
            database: pushed.recorded.database, environment: Pushed.environment)
        #expect(try JSON(result.output)["events"].int == 78)
        #expect(try pushed.report("--status")["sessions"][0]["delivered"].int == 0)
    }

    /// The kinds of end, each with its code, figures and sentence.
    @Test(arguments: [
        (
            #"{"do":"error","status":503,"code":"ServiceUnavailableException"}"#, 75,
            "ServiceUnavailable"
        ),
        (#"{"do":"error","status":400,"code":"AccessDeniedException"}"#, 77, "AccessDenied"),
        (#"{"do":"error","status":403,"code":"ExpiredTokenException"}"#, 77, "ExpiredToken"),
        (#"{"do":"error","status":400,"code":"ValidationException"}"#, 65, "Validation"),
        (#"{"do":"html","status":404}"#, 75, "404"), (#""unreadable""#, 75, "each record"),
        (#"{"do":"all_fail","code":"ServiceUnavailableException"}"#, 75, "ServiceUnavailable"),
    ])
    func `an end before the end has its code`(outcome: String, status: Int, word: String) throws {
        let pushed = try Pushed(control: "{\"script\": [\"ok\"], \"after\": \(outcome)}")
        try pushed.importEvents("a", lengths: Array(repeating: 60_000, count: 21))
        let result = try pushed.push("--patience", "0s", "--format", "json")
        #expect(result.status == Int32(status), "\(result.errors)")
        #expect(result.errors.contains("csm-record: cannot push to csm: "))
        #expect(result.errors.contains(word), "\(result.errors)")
        let report = try JSON(result.output)
        #expect(report["events"].int == 17)
        #expect(try pushed.checkAcknowledged() == 17)
        try pushed.checkNoViolations()
    }

    @Test func `answers that never came are told of`() throws {
        let pushed = try Pushed(control: #"{"script": ["commit_then_reset", "ok"]}"#)
        try pushed.importEvents("a", lengths: Array(repeating: 60_000, count: 30))
        let report = try pushed.report()
        #expect(report["events"].int == 30)
        #expect(report["maybe_twice"].int == 17)
        #expect(report["resent"].int == 17)
        #expect(try pushed.report("--status")["sessions"][0]["maybe_twice"].int == 17)
        try pushed.checkNoViolations()
    }

    @Test func `a push that gives up tells what may be there twice`() throws {
        let pushed = try Pushed(
            control: #"{"script": ["commit_then_reset", "commit_then_reset", "commit_then_reset"]}"#
        )
        try pushed.importEvents("a", lengths: [100, 100])
        let result = try pushed.push("--format", "json")
        #expect(result.status == 75)
        let report = try JSON(result.output)
        #expect(report["events"].int == 0 && report["maybe_twice"].int == 2)
        #expect(try pushed.copies().values.allSatisfy { $0 == 3 })
        #expect(try pushed.report("--status")["sessions"][0]["maybe_twice"].int == 2)
        let forecast = try pushed.report("--dry-run")
        #expect(forecast["calls"].int == 1 && forecast["resent"].int == 1)
        #expect(forecast["maybe_twice"].int == 2)
        #expect(try pushed.report()["maybe_twice"].int == 2)
    }

    @Test func `a file that cannot be written is said before anything is sent`() throws {
        let pushed = try Pushed()
        try pushed.importEvents("a", lengths: [100])
        #expect(try pushed.push("-o", "/nonexistent/report").status == 73)
        #expect(try pushed.server.ledger()["calls"].array.isEmpty)
    }

    @Test func `a token that came with its line's end is refused, and not shown`() throws {
        let pushed = try Pushed()
        try pushed.importEvents("a", lengths: [100])
        let result = try pushed.push(
            "-v", environment: ["AWS_SESSION_TOKEN": "IQoJb3JpZ2luWholeToken\r"])
        #expect(result.status == 77)
        #expect(result.errors.contains("they contain a control character"))
        #expect(!(result.errors + result.output).contains("WholeToken"))
        #expect(try pushed.server.ledger()["calls"].array.isEmpty)
    }

    @Test(arguments: [
        ["push"], ["push", "--stream", ""], ["push", "--stream", "a b"],
        ["push", "--stream", "csm", "--status", "--dry-run"],
        ["push", "--stream", "csm", "--patience", "soon"],
        ["push", "--stream", "csm", "--endpoint-url", "nowhere"],
        ["push", "--stream", String(repeating: "a", count: 65)],
    ])
    func `what makes no sense is a usage error`(arguments: [String]) throws {
        let recorded = try Recorded()
        let result = try Program.csmRecord(
            arguments, database: recorded.database, environment: Pushed.environment)
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.output.isEmpty)
    }

    @Test func `without a database there is nothing to push`() throws {
        let pushed = try Pushed()
        let result = try pushed.push()
        #expect(result.status == 0)
        #expect(
            result.output
                == "Nothing to push: no sessions in \(pushed.recorded.database) yet.\n")
        #expect(try pushed.push("@").status == 66)
    }
}
