import CSMTestSupport
import Foundation
import Testing

/// The commands as a user meets them: what they do and what they say.
struct CommandTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    // MARK: run

    @Test func `the summary comes on stderr after the child, every line ours`() throws {
        let run = try recorded.run("sh", "-c", "echo out; python3 \(Recorded.sendCapture)")
        #expect(run.output == "out\n")
        let lines = run.errors.split(separator: "\n").map(String.init)
        #expect(lines.allSatisfy { $0.hasPrefix("csm-record: ") })
        #expect(
            lines.prefix(2) == [
                "csm-record: 34 calls to 23 operations took 6.01 s:",
                "csm-record: 14 errors, 10 retries, 9 throttles",
            ]
        )
        #expect(lines.contains { $0.contains("DynamoDB.ListTables") })
        let id = try #require(try recorded.sessions().first?["id"].string)
        #expect(
            lines.suffix(2) == [
                "csm-record: session \(id)",
                "csm-record: next: csm-record stats, csm-record show",
            ])
    }

    @Test func `the summary can be had whole or not at all`() throws {
        let full = try recorded.run(
            "python3", Recorded.sendCapture, options: ["--summary", "full"])
        #expect(
            full.errors.split(separator: "\n").filter { $0.hasPrefix("csm-record:   ") }.count == 23
        )
        #expect(try recorded.run("true", options: ["--summary", "none"]).errors == "")
        #expect(try recorded.run("true", options: ["-q"]).errors == "")
    }

    @Test func `a run without events says why that may be`() throws {
        let run = try recorded.run("true")
        #expect(run.status == 0)
        for hint in [
            "no datagram was received", "JavaScript v3", "Go v1 and Java v1", "csm_enabled",
        ] {
            #expect(run.errors.contains(hint))
        }
    }

    @Test func `a port that is asked for is had or refused`() throws {
        let listener = try recorded.start("listen", "--port", "0", "--print-env")
        #expect(RunningProgram.eventually { listener.output.contains("CLIENT_ID") })
        let line = listener.output.split(separator: "\n").first { $0.contains("PORT") } ?? ""
        let port = line.filter(\.isNumber)
        let run = try recorded(
            "run", "--port", port, "--", "touch", recorded.folder.path("started"))
        #expect(run.status == 125)
        #expect(run.errors.contains("cannot listen on 127.0.0.1:\(port): Address already in use"))
        #expect(!FileManager.default.fileExists(atPath: recorded.folder.path("started")))
        #expect(try recorded("listen", "--port", port).status == 69)
        listener.send(SIGTERM)
        #expect(listener.finish().status == 0)
    }

    @Test func `tags, names and the command are kept`() throws {
        try recorded.run("true", options: ["--name", "n", "--tag", "a=1", "--tag", "b=x=y"])
        let show = try JSON(recorded("sessions", "show", "n", "--format", "json").output)
        #expect(show["session"]["tags"]["a"].string == "1")
        #expect(show["session"]["tags"]["b"].string == "x=y")
        #expect(show["session"]["command"].array.map(\.string) == ["true"])
        #expect(show["session"]["cwd"].string == FileManager.default.currentDirectoryPath)
    }

    @Test func `secrets are kept only on demand, and that is said`() throws {
        let run = try recorded.run("python3", Recorded.sendCapture, options: ["--keep-secrets"])
        #expect(
            run.errors.hasPrefix(
                "csm-record: session tokens and access keys will be stored unredacted\n"))
        let kept = try recorded.query(
            "SELECT count(*) > 0 FROM attempts WHERE event LIKE '%FakeSessionToken%'")
        #expect(kept == ["1"])
    }

    @Test func `an orphan that still sends is heard for the linger time`() throws {
        let run = try recorded.run(
            "sh", "-c", "(sleep 0.2; python3 \(Recorded.sendCapture)) >/dev/null 2>&1 & exit 0",
            options: ["--linger", "3s"])
        #expect(run.status == 0)
        #expect(try recorded.stats()["completeness"]["received"].int == 78)
    }

    @Test func `Ctrl-C ends a long wait for stragglers, and the session is whole`() throws {
        let run = try recorded.start(
            "run", "--port", "0", "--linger", "10m", "--", "python3", Recorded.sendCapture)
        // The child is gone once its session has all that it sent.
        #expect(
            try RunningProgram.eventually {
                try recorded.query("SELECT received FROM sessions") == ["78"]
            })
        usleep(300_000)
        run.send(SIGINT)
        #expect(run.finish().status == 0)
        #expect(try recorded.sessions().first?["state"].string == "complete")
    }

    // MARK: listen

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `listen records until it is ended, and saves`(signal: Int32) throws {
        let listener = try recorded.start("listen", "--port", "0", "--name", "heard", "--print-env")
        #expect(RunningProgram.eventually { listener.output.split(separator: "\n").count == 4 })
        let sent = try Program.run(
            "/bin/sh", ["-c", "eval \"$VARIABLES\"; exec python3 \(Recorded.sendCapture)"],
            environment: ["VARIABLES": listener.output])
        #expect(sent.status == 0)
        listener.send(signal)
        let result = listener.finish()
        #expect(result.status == 0)
        let session = try #require(try recorded.sessions().first)
        #expect(session["state"].string == "complete")
        #expect(session["calls"].int == 34)
        #expect(session["exit_code"].isNull)
        let id = session["id"].string ?? ""
        let port = result.output.split(separator: "\n")[2].filter(\.isNumber)
        #expect(
            result.output == """
                export AWS_CSM_ENABLED=true
                export AWS_CSM_HOST=127.0.0.1
                export AWS_CSM_PORT=\(port)
                export AWS_CSM_CLIENT_ID=\(id)

                """)
    }

    @Test func `listen outlives its terminal under nohup`() throws {
        let listener = try Program.start(
            "/bin/sh",
            ["-c", "trap '' HUP; exec \(Program.csmRecord) listen --port 0 --print-env"],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(RunningProgram.eventually { listener.output.split(separator: "\n").count == 4 })
        listener.send(SIGHUP)
        usleep(300_000)
        #expect(try recorded.sessions().map(\.["state"].string) == ["recording"])
        listener.send(SIGTERM)
        #expect(listener.finish().status == 0)
    }

    @Test func `what is printed for a shell means what it says`() throws {
        let odd = "it's $HOME `x`"
        let listener = try recorded.start(
            "listen", "--port", "0", "--print-env", environment: ["AWS_CSM_CLIENT_ID": odd])
        #expect(RunningProgram.eventually { listener.output.split(separator: "\n").count == 4 })
        let shell = try Program.run(
            "/bin/sh", ["-c", "eval \"$VARIABLES\"; printf %s \"$AWS_CSM_CLIENT_ID\""],
            environment: ["VARIABLES": listener.output])
        listener.send(SIGTERM)
        #expect(listener.finish().status == 0)
        #expect(shell.output == odd)
    }

    // MARK: sessions and their names

    @Test func `sessions are found by age, id, its beginning, and name`() throws {
        for name in ["first", "same", "same"] { try recorded.record(name) }
        let sessions = try recorded.sessions()
        #expect(sessions.map(\.["name"].string) == ["same", "same", "first"])
        let ids = sessions.compactMap(\.["id"].string)
        func found(_ reference: String) throws -> String? {
            try JSON(recorded("sessions", "show", reference, "--format", "json").output)["session"][
                "id"
            ].string
        }
        #expect(try found("@") == ids[0])
        #expect(try found("@~2") == ids[2])
        #expect(try found(ids[1]) == ids[1])
        #expect(try found("same") == ids[0])
        #expect(try found("first") == ids[2])
        _ = try recorded.query(
            """
            UPDATE sessions SET id = 'abc1' WHERE id = '\(ids[0])';
            UPDATE sessions SET id = 'abd2' WHERE id = '\(ids[1])';
            UPDATE sessions SET id = 'c003' WHERE id = '\(ids[2])'
            """
        )
        #expect(try found("abc") == "abc1")
        let ambiguous = try recorded("stats", "ab")
        #expect(ambiguous.status == 66)
        #expect(
            ambiguous.errors
                == "csm-record: cannot choose session ab: it matches abc1, abd2\n")
        #expect(
            try recorded("sessions", "--limit", "2", "--format", "csv").output.split(
                separator: "\n"
            ).count == 3)
    }

    @Test(arguments: ["nothing", "@~9", "@x", ""])
    func `an unknown session is 66`(reference: String) throws {
        try recorded.record("one")
        let result = try recorded("stats", reference)
        #expect(result.status == 66)
        #expect(result.errors.hasPrefix("csm-record: cannot "))
        #expect(result.output == "")
    }

    @Test func `without a database there are no sessions, and that is no error`() throws {
        let list = try recorded("sessions", "--format", "json")
        #expect(list.status == 0)
        #expect(try JSON(list.output)["sessions"].array.isEmpty)
        #expect(try recorded("stats").status == 66)
        #expect(!FileManager.default.fileExists(atPath: recorded.database))
    }

    @Test func `JSON has the keys of the contract`() throws {
        try recorded.record("one")
        let session = try #require(try recorded.sessions().first)
        #expect(
            session.keys == [
                "id", "name", "state", "started_at", "ended_at", "calls", "errors", "exit_code",
                "exit_signal", "command", "tags", "completeness",
            ])
        let stats = try recorded.stats()
        #expect(stats["schema"].string == "csm-record/stats/1")
        #expect(
            stats.keys == ["schema", "sessions", "operations", "total", "time", "completeness"])
        #expect(
            stats["sessions"][0].keys == [
                "id", "name", "command", "started_at", "ended_at", "exit_code",
            ])
        let figures: Set = [
            "calls", "errors", "throttles", "retries", "attempts", "total_ms", "min_ms", "mean_ms",
            "p50_ms", "p90_ms", "p95_ms", "p99_ms", "max_ms",
        ]
        #expect(stats["operations"][0].keys == figures.union(["service", "api"]))
        #expect(stats["total"].keys == figures)
        #expect(
            stats["completeness"].keys == [
                "received", "decoded", "undecodable", "empty", "dropped_by_kernel",
                "dropped_by_recorder", "attempts_expected", "attempts_seen", "misdated_calls",
                "processes_left", "attempts_without_call", "attempts_not_shown", "spans_received",
                "spans_used", "spans_joined", "spans_duplicate", "requests_refused",
            ])
    }

    // MARK: stats

    @Test func `stats pools sessions, groups, filters and sorts`() throws {
        try recorded.record("a")
        try recorded.record("b")
        #expect(try recorded.stats("a", "b", "a")["total"]["calls"].int == 68)
        let bySession = try recorded.stats("a", "b", "--by", "session")["operations"].array
        #expect(bySession.map(\.["calls"].int) == [34, 34])
        let s3 = try recorded.stats("--only", "s3.*", "--not", "S3.GetObject")["operations"].array
        #expect(
            !s3.isEmpty
                && s3.allSatisfy { $0["service"].string == "S3" && $0["api"].string != "GetObject" }
        )
        let top = try recorded.stats("--top", "2", "--sort", "calls")
        #expect(top["operations"].array.map(\.["calls"].int) == [6, 3])
        #expect(top["total"]["calls"].int == 34)
        let attempts = try recorded.stats("--level", "attempt", "--percentiles", "99.9")
        #expect(attempts["total"]["attempts"].int == 44)
        #expect(attempts["total"]["calls"].isNull && attempts["total"]["retries"].isNull)
        #expect(attempts["total"]["p99_9_ms"].int != nil)
        #expect(
            try recorded.stats("--errors").value as? NSDictionary == recorded.stats("--failed-only")
                .value as? NSDictionary)
        let failed = try recorded.stats("--errors")["total"]
        let ok = try recorded.stats("--ok-only")["total"]
        #expect(failed["calls"].int == 14 && ok["calls"].int == 20)
    }
}
