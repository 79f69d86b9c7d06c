import CSMTestSupport
import Foundation
import Testing

/// Naming, renaming and removing sessions.
struct SessionsTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private func names() throws -> [String?] { try recorded.sessions().map { $0["name"].string } }

    @Test func `a session is renamed`() throws {
        try recorded.record("old")
        let id = try recorded.sessions()[0]["id"].string ?? ""
        let renamed = try recorded("sessions", "rename", "old", "new name")
        #expect(renamed.status == 0)
        #expect(renamed.errors == "csm-record: session \(id) is now \"new name\"\n")
        #expect(try names() == ["new name"])
        #expect(try recorded("stats", "new name").status == 0)
        #expect(try recorded("sessions", "rename", "old", "x").status == 66)
        #expect(try recorded("sessions", "rename", "@", "").status == 64)
    }

    @Test func `what cannot be asked for is not removed unasked`() throws {
        try recorded.record("one")
        let unasked = try recorded("sessions", "rm", "one")
        #expect(unasked.status == 64)
        #expect(
            unasked.errors == """
                csm-record: cannot ask for confirmation: there is no terminal
                csm-record: pass --yes to remove without confirmation

                """)
        #expect(try names() == ["one"])
    }

    @Test func `several sessions are removed, each once`() throws {
        for name in ["a", "b", "c"] { try recorded.record(name) }
        let removed = try recorded("sessions", "rm", "--yes", "@", "a", "c")
        #expect(removed.status == 0)
        #expect(removed.errors.split(separator: "\n").count == 2)
        #expect(removed.errors.contains("removed session "))
        #expect(try names() == ["b"])
        #expect(try recorded.query("SELECT count(*) FROM events") == ["78"])
        // All or nothing, where one is unknown.
        #expect(try recorded("sessions", "rm", "--yes", "b", "nothing").status == 66)
        #expect(try names() == ["b"])
    }

    @Test func `a session that is being recorded is not removed`() throws {
        let listener = try recorded.start("listen", "--port", "0", "--name", "live", "--print-env")
        #expect(RunningProgram.eventually { listener.output.contains("CLIENT_ID") })
        let refused = try recorded("sessions", "rm", "live", "--yes")
        #expect(refused.status == 75)
        #expect(refused.errors.contains("it is being recorded"))
        #expect(try recorded("sessions", "prune", "--keep", "0", "--named", "--yes").status == 0)
        #expect(try names() == ["live"])
        listener.send(SIGTERM)
        #expect(listener.finish().status == 0)
        #expect(try recorded("sessions", "prune", "--keep", "0", "--named", "--yes").status == 0)
        #expect(try names() == [])
    }

    /// In a PID namespace of its own, as in a container, a process has another number.
    @Test func `a session that is recorded in another PID namespace is not removed`() throws {
        let arguments = ["listen", "--port", "0", "--name", "live", "--print-env"]
        let listener = try Program.start(
            "/usr/bin/unshare",
            ["--user", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc"]
                + [Program.csmRecord] + arguments,
            environment: ["CSM_RECORD_DB": recorded.database])
        let isListening = RunningProgram.eventually {
            listener.output.contains("CLIENT_ID") || !listener.process.isRunning
        }
        #expect(isListening)
        // Where no namespace can be made, one process is made to look like another's.
        let other = try listener.process.isRunning ? nil : recorded.startUnseen(arguments)
        #expect(try recorded.sessions().map { $0["state"].string } == ["recording"])
        #expect(try recorded("sessions", "rm", "live", "--yes").status == 75)
        #expect(try recorded("sessions", "prune", "--keep", "0", "--named", "--yes").status == 0)
        #expect(try names() == ["live"])
        (other ?? listener).send(SIGKILL)
        _ = (other ?? listener).finish()
        let isOver = try RunningProgram.eventually {
            try recorded.sessions().map { $0["state"].string } == ["interrupted"]
        }
        #expect(isOver)
        #expect(try recorded("sessions", "prune", "--keep", "0", "--named", "--yes").status == 0)
        #expect(try names() == [])
    }

    @Test func `a project folder of somebody else's is not used, which is said once`() throws {
        let project = recorded.folder.path(".csm-record")
        try FileManager.default.createDirectory(atPath: project, withIntermediateDirectories: false)
        // Only root can give it away; anybody can leave it open to others.
        let isOthers = chown(project, 65_534, 65_534) == 0
        if !isOthers { #expect(chmod(project, 0o777) == 0) }
        for command in [["run", "-q", "--port", "0", "--", "true"], ["stats"], ["sessions"]] {
            let result = try Program.run(
                Program.csmRecord, command,
                environment: ["XDG_STATE_HOME": recorded.folder.path("state")],
                folder: recorded.folder.url.path)
            let said = result.errors.split(separator: "\n").filter { $0.contains(".csm-record") }
            let reason = isOthers ? "it belongs to another user" : "other users can write to it"
            #expect(
                said.count == 1 && said[0].contains("ignoring ") && said[0].contains(": \(reason)"))
        }
        #expect(
            FileManager.default.fileExists(
                atPath: recorded.folder.path("state/csm-record/sessions.db")))
        #expect(try FileManager.default.contentsOfDirectory(atPath: project) == [])
    }

    @Test func `a session is known by its lock, not by its process`() throws {
        let listener = try recorded.startUnseen(
            ["listen", "--port", "0", "--name", "live", "--print-env"])
        #expect(try recorded.sessions().map { $0["state"].string } == ["recording"])
        #expect(try recorded("sessions", "prune", "--keep", "0", "--named", "--yes").status == 0)
        #expect(try names() == ["live"])
        listener.send(SIGKILL)
        _ = listener.finish()
        #expect(try recorded.sessions().map { $0["state"].string } == ["interrupted"])
    }

    @Test func `a recorded program that lives on does not keep its session alive`() throws {
        let run = try recorded.start(
            "run", "--port", "0", "--", "sh", "-c", "sleep 600 & echo $!; wait")
        #expect(RunningProgram.eventually { run.output.hasSuffix("\n") })
        let sleeper = try #require(pid_t(run.output.dropLast()))
        #expect(try recorded.sessions().map { $0["state"].string } == ["recording"])
        run.send(SIGKILL)
        let isOver = try RunningProgram.eventually {
            try recorded.sessions().map { $0["state"].string } == ["interrupted"]
        }
        #expect(isOver)
        #expect(kill(sleeper, 0) == 0)
        // Foundation takes a program for running while a child of its own is.
        kill(sleeper, SIGKILL)
        _ = run.finish()
    }

    @Test func `pruning goes by age and number`() throws {
        for name in ["a", "b", "c", "d"] { try recorded.record(name) }
        let day: Int64 = 86_400_000_000
        for (name, days) in [("a", 40), ("b", 35), ("c", 2)] {
            _ = try recorded.query(
                "UPDATE sessions SET started_us = started_us - \(Int64(days) * day) WHERE name = '\(name)'"
            )
        }
        let dry = try recorded("sessions", "prune", "--older", "30d", "--dry-run", "--named")
        #expect(dry.output.split(separator: "\n").count == 2)
        #expect(dry.output.hasPrefix("would remove session "))
        #expect(try names() == ["d", "c", "b", "a"])
        #expect(
            try recorded(
                "sessions", "prune", "--older", "30d", "--keep", "3", "--dry-run", "--named"
            ).output
                .contains("\"a\""))
        #expect(
            try recorded("sessions", "prune", "--older", "30d", "--keep", "3", "--named", "--yes")
                .status == 0)
        #expect(try names() == ["d", "c", "b"])
        #expect(try recorded("sessions", "prune", "--older", "30d", "--named", "--yes").status == 0)
        #expect(try names() == ["d", "c"])
        #expect(try recorded("sessions", "prune", "--keep", "1", "--named", "--yes").status == 0)
        #expect(try names() == ["d"])
        #expect(try recorded("sessions", "prune").status == 64)
        #expect(try recorded("sessions", "prune", "--keep", "-1").status == 64)
        #expect(try recorded("sessions", "prune", "--older", "30").status == 64)
    }

    @Test func `a removal under way keeps no recorder waiting`() throws {
        let lines = (0..<150_000).map {
            "{\"Type\":\"ApiCall\",\"Service\":\"S3\",\"Api\":\"Get\",\"Timestamp\":\($0),\"Latency\":1}"
        }
        let file = recorded.folder.path("many.jsonl")
        try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        let importing = try recorded.start("import", "-q", file)
        var runs = 0
        while importing.process.isRunning {
            try recorded.record("during the import")
            runs += 1
        }
        #expect(importing.finish().status == 0)
        let removing = try recorded.start("sessions", "rm", "-q", "--yes", "many")
        while removing.process.isRunning {
            try recorded.record("during the removal")
            runs += 1
        }
        #expect(removing.finish().status == 0)
        #expect(try recorded.sessions().count == runs)
        #expect(
            try recorded.query("SELECT count(*) = 78 * \(runs) FROM events; PRAGMA integrity_check")
                == ["1", "ok"])
        #expect(try recorded.query("SELECT sum(dropped_by_recorder) FROM sessions") == ["0"])
    }

    @Test func `ids are as short as names a session, and no shorter than four digits`() throws {
        for _ in 0..<3 { try recorded.record("x") }
        for (index, id) in ["abc1", "abd2", "f000"].enumerated() {
            _ = try recorded.query("UPDATE sessions SET id = '\(id)' WHERE number = \(index + 1)")
        }
        let plain = try recorded("sessions").output.split(separator: "\n").dropFirst()
        #expect(plain.map { $0.prefix { $0 != " " } } == ["f000", "abd2", "abc1"])
        let ids = ["abcdef01", "abcdef02", "f0001111"]
        for (index, id) in ids.enumerated() {
            _ = try recorded.query("UPDATE sessions SET id = '\(id)' WHERE number = \(index + 1)")
        }
        let color = try recorded("sessions", "--color", "always").output
        #expect(color.contains("\u{1B}[1mabcdef01\u{1B}[0m"))
        #expect(color.contains("\u{1B}[1mf000\u{1B}[0m"))
    }

    @Test func `pruning asks, and spares what has a name`() throws {
        try recorded.record("precious")
        try recorded.run("true", options: ["-q"])
        let asked = try recorded("sessions", "prune", "--keep", "0")
        #expect(asked.status == 64)
        #expect(asked.errors.contains("pass --yes"))
        #expect(try recorded.sessions().count == 2)
        let pruned = try recorded("sessions", "prune", "--keep", "0", "--yes")
        #expect(pruned.status == 0)
        #expect(pruned.errors.contains("1 named session kept; pass --named to remove them too"))
        #expect(try names() == ["precious"])
        #expect(try recorded("sessions", "prune", "--keep", "0").status == 0)
        #expect(try recorded("sessions", "prune", "--keep", "0", "--named", "--yes").status == 0)
        #expect(try names() == [])
    }

    @Test func `a name that several have removes none of them`() throws {
        for _ in 0..<2 { try recorded.record("twice") }
        let removed = try recorded("sessions", "rm", "--yes", "twice")
        #expect(removed.status == 66)
        let ids = try recorded.sessions().compactMap { $0["id"].string }
        #expect(removed.errors.contains("it matches \(ids[0]), \(ids[1])"))
        #expect(try recorded("sessions", "rm", "--yes", ids[1]).status == 0)
        #expect(try recorded("sessions", "rm", "--yes", "twice").status == 0)
        #expect(try names() == [])
    }

    /// Removes on a terminal, and answers the question that ends so.
    private func remove(_ name: String, answer: String, to question: String = "[y/N]") throws
        -> Int32
    {
        let script = """
            import os, pty, sys
            answer, question, command = sys.argv[1], sys.argv[2].encode(), sys.argv[3:]
            pid, terminal = pty.fork()
            if pid == 0: os.execv(command[0], command)
            seen = b""
            while question not in seen: seen += os.read(terminal, 4096)
            os.write(terminal, answer.encode() + b"\\n")
            _, status = os.waitpid(pid, 0)
            sys.exit(os.waitstatus_to_exitcode(status))
            """
        return try Program.run(
            Program.python,
            ["-c", script, answer, question, Program.csmRecord, "sessions", "rm", name],
            environment: ["CSM_RECORD_DB": recorded.database]
        ).status
    }

    @Test func `of a name that several have, a terminal is asked which to remove`() throws {
        for _ in 0..<3 { try recorded.run("true", options: ["-q", "--name", "twice"]) }
        try recorded.run("true", options: ["-q", "--name", "other"])
        let question = "[1-3, all, or none]"
        for answer in ["", "none", "0", "4", "x"] {
            #expect(try remove("twice", answer: answer, to: question) == 0)
        }
        #expect(try recorded.sessions().count == 4)
        let ids = try recorded.sessions().compactMap { $0["id"].string }
        #expect(try remove("twice", answer: "2", to: question) == 0)
        #expect(try recorded.sessions().compactMap { $0["id"].string } == [ids[0], ids[1], ids[3]])
        #expect(try remove("twice", answer: "all", to: "[1-2, all, or none]") == 0)
        #expect(try names() == ["other"])
    }

    @Test func `sets name sessions wherever several can be given`() throws {
        for index in 1...4 {
            try recorded.run(
                Program.python,
                options: ["-q", "--name", index == 3 ? "b" : "a", "--tag", "k=\(index % 2)"],
                arguments: [Recorded.sendCalls, "S3.Get=\(index)x1"])
        }
        func calls(_ sets: String...) throws -> Int? {
            try JSON(recorded(["stats", "--format", "json"] + sets).output)["total"]["calls"].int
        }
        #expect(try calls("a@2") == 6 && calls("a@all") == 7 && calls("@2") == 7)
        #expect(try calls("tag:k=1") == 4 && calls("tag:k=1@1") == 3 && calls("@all") == 10)
        #expect(try calls("a@2", "@", "@2") == 9)
        let few = try recorded("stats", "a@9")
        #expect(few.status == 0 && few.errors == "csm-record: a@9: there are only 3\n")
        #expect(
            try recorded("sessions", "a@2", "--format", "json").output.contains("\"name\": \"b\"")
                == false)
        #expect(try recorded("check", "a@all", "--assert", "total: calls == 7").status == 0)
        #expect(try recorded("stats", "c@2").status == 66)
        for wrong in ["a@0", "@0", "tag:k=1@0", "@99999999999999999999"] {
            #expect(try recorded("stats", wrong).status == 64, "\(wrong)")
        }
        for one in [["show", "a@2"], ["replay", "a@2"], ["sessions", "rename", "a@2", "x"]] {
            let result = try recorded(one)
            #expect(result.status == 64)
            #expect(result.errors.contains("it matches 2 sessions, but only one is allowed"))
        }
        #expect(try recorded("sessions", "rm", "--yes", "a@2").status == 0)
        #expect(try names() == ["b", "a"])
    }

    @Test func `on a terminal, removing is asked for`() throws {
        for name in ["a", "b"] { try recorded.record(name) }
        #expect(try remove("a", answer: "") == 0)
        #expect(try remove("a", answer: "no") == 0)
        #expect(try names() == ["b", "a"])
        #expect(try remove("a", answer: "y") == 0)
        #expect(try names() == ["b"])
    }

    @Test func `what a killed import left is cleared once, by whoever comes first`() throws {
        func write(_ name: String, _ count: Int) throws -> String {
            let file = recorded.folder.path(name)
            let lines = (0..<count).map {
                "{\"Type\":\"ApiCall\",\"Service\":\"S3\",\"Api\":\"\(name)\",\"Timestamp\":\($0),\"Latency\":1}"
            }
            try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
            return file
        }
        let killed = try recorded.start("import", "-q", try write("killed", 200_000))
        #expect(
            try RunningProgram.eventually {
                (Int(try recorded.query("SELECT count(*) FROM events").first ?? "") ?? 0) > 20_000
            })
        killed.send(SIGKILL)
        _ = killed.finish()
        #expect(try recorded.sessions().isEmpty)
        let files = try (0..<4).map { try write("file\($0)", 20_000 + $0) }
        let imports = try files.map { try recorded.start("import", "-q", $0) }
        for program in imports { #expect(program.finish().status == 0) }
        #expect(
            try recorded.query(
                "SELECT count(*), sum(received) FROM sessions; SELECT count(*) FROM events; SELECT sum(calls) FROM operation_stats; SELECT count(*) FROM unfinished; PRAGMA foreign_key_check"
            ) == ["4|80006", "80006", "80006", "0"])
    }

    @Test func `a session that is gone by the time of the answer is not another one`() throws {
        try recorded.record("old")
        let script = """
            import os, pty, subprocess, sys
            program = sys.argv[1]
            pid, terminal = pty.fork()
            if pid == 0: os.execv(program, [program, "sessions", "rm", "old"])
            seen = b""
            while b"[y/N]" not in seen: seen += os.read(terminal, 4096)
            subprocess.run([program, "sessions", "rm", "-q", "--yes", "old"], check=True)
            subprocess.run([program, "run", "-q", "--port", "0", "--name", "precious", "--", "true"])
            os.write(terminal, b"y\\n")
            try:
                while True: os.read(terminal, 4096)
            except OSError: pass
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            """
        let run = try Program.run(
            Program.python, ["-c", script, Program.csmRecord],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(run.status == 66)
        #expect(try names() == ["precious"])
    }

    @Test(arguments: ["", "@", "@~1"])
    func `a name that names no session is refused`(name: String) throws {
        try recorded.record("one")
        #expect(try recorded("sessions", "rename", "one", name).status == 64)
        #expect(try recorded("run", "--name", name, "--", "true").status == 64)
    }
}

extension Recorded {
    /// Starts a recording whose process is not to be found by what the database says of it.
    fileprivate func startUnseen(_ arguments: [String]) throws -> RunningProgram {
        let program = try Program.start(
            Program.csmRecord, arguments, environment: ["CSM_RECORD_DB": database])
        #expect(RunningProgram.eventually { program.output.contains("CLIENT_ID") })
        _ = try query(
            """
            UPDATE sessions SET recorder = '1 1 elsewhere' || substr(recorder,
                instr(recorder, ' ') + instr(substr(recorder, instr(recorder, ' ') + 1), ' ') + 37)
            """)
        return program
    }
}
