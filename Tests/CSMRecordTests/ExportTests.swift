import CSMTestSupport
import Foundation
import Testing

/// Sessions leave as files and come back, through the built program.
struct ExportTests {
    private let recorded: Recorded
    private let other: String

    init() throws {
        recorded = try Recorded()
        other = recorded.folder.path("elsewhere/sessions.db")
    }

    private func file(_ name: String) -> String { recorded.folder.path(name) }
    private func contents(_ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: file(name)))
    }

    @Test(arguments: Fixtures.captureNames)
    func `a capture recorded, exported, imported and exported again is the same`(
        capture: String
    ) throws {
        try recorded.run(
            "python3", Recorded.sendCapture, Fixtures.capturePath(capture),
            options: ["--name", capture, "--tag", "a=b"])
        #expect(try recorded("export", "-o", file("first")).status == 0)
        let imported = try recorded("import", "--db", other, file("first"))
        #expect(imported.status == 0, "\(imported.errors)")
        #expect(try recorded("export", "--db", other, "-o", file("second")).status == 0)
        #expect(try contents("first") == contents("second"))
        let stats = [
            try recorded("stats", "--format", "json"),
            try recorded("stats", "--format", "json", "--db", other),
            try recorded("stats", "--format", "json", file("first"), "--db", "/nowhere/x.db"),
        ]
        #expect(Set(stats.map(\.output)).count == 1)
        #expect(try JSON(stats[0].output)["total"]["calls"].int != nil)
        let shown = [
            try recorded("show", "--attempts", "--format", "json"),
            try recorded("show", "--attempts", "--format", "json", file("second")),
        ]
        #expect(shown[0].output == shown[1].output)
    }

    @Test func `an export goes through pipes`() throws {
        try recorded.record("one")
        let script = """
            set -e -o pipefail
            \(Program.csmRecord) export one | gzip > "$0"
            zcat "$0" | \(Program.csmRecord) import --db \(other) -
            \(Program.csmRecord) export --db \(other) | cmp - <(zcat "$0")
            \(Program.csmRecord) export | head -1 | cut -c1-16
            """
        let run = try Program.run(
            "/bin/bash", ["-c", script, file("one.gz")],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == "{\"csm_record\":1,\n")
        #expect(run.errors.hasSuffix("\"one\": 78 datagrams imported\n"))
    }

    @Test func `importing another session of the same id takes a word`() throws {
        try recorded.record("one")
        #expect(try recorded("export", "-o", file("one.jsonl")).status == 0)
        _ = try recorded.query("UPDATE events SET bytes = CAST(replace(bytes, 'S3', 'S4') AS BLOB)")
        let id = try recorded.sessions()[0]["id"].string ?? ""
        let refused = try recorded("import", file("one.jsonl"))
        #expect(refused.status == 65)
        #expect(
            refused.errors == """
                csm-record: cannot import session \(id): the database has it with different or more datagrams
                csm-record: pass --force to replace it

                """)
        #expect(try recorded("import", "--force", file("one.jsonl")).status == 0)
        #expect(
            try recorded("import", file("one.jsonl")).errors.contains("is already in the database"))
    }

    @Test func `importing says what it did`() throws {
        try recorded.record("one")
        _ = try recorded("export", "-o", file("one.jsonl"))
        let id = try recorded.sessions()[0]["id"].string ?? ""
        let twice = try recorded("import", "--db", other, file("one.jsonl"), file("one.jsonl"))
        #expect(
            twice.errors == """
                csm-record: session \(id) "one": 78 datagrams imported
                csm-record: session \(id) "one" is already in the database

                """)
        #expect(twice.output == "" && twice.status == 0)
        #expect(try recorded("import", "--db", other, "-q", file("one.jsonl")).errors == "")
        #expect(
            try recorded.query("ATTACH '\(other)' AS o; SELECT count(*) FROM o.sessions") == ["1"])
    }

    @Test func `kept secrets stay, and that is said`() throws {
        try recorded.run("python3", Recorded.sendCapture, options: ["--keep-secrets", "-q"])
        _ = try recorded("export", "-o", file("kept"))
        let imported = try recorded("import", "--db", other, file("kept"))
        #expect(
            imported.errors.contains("contains unredacted session tokens and access keys"))
        _ = try recorded("export", "--db", other, "-o", file("again"))
        #expect(try contents("kept") == contents("again"))
    }

    @Test func `files that cannot be imported leave all as it was`() throws {
        try recorded.record("one")
        _ = try recorded("export", "-o", file("one.jsonl"))
        let whole = try contents("one.jsonl")
        try whole.prefix(whole.count / 2).write(to: URL(filePath: file("cut.jsonl")))
        let before = try recorded.query(".dump")
        let cut = try recorded("import", file("cut.jsonl"), "--db", other)
        #expect(cut.status == 65)
        #expect(
            cut.errors.wholeMatch(
                of:
                    /csm-record: cannot read \S+cut.jsonl: line \d+: it is cut off: the file is incomplete\n/
            )
                != nil
        )
        #expect(try recorded("stats", file("cut.jsonl")).status == 65)
        let missing = try recorded("import", file("missing"))
        #expect(missing.status == 66)
        #expect(missing.errors.hasSuffix("missing: No such file or directory\n"))
        try "notes\n".write(toFile: file("notes"), atomically: true, encoding: .utf8)
        let notes = try recorded("import", file("notes"))
        #expect(notes.status == 65)
        #expect(
            notes.errors.hasSuffix(
                "notes: line 1: it is neither a CSM event nor a csm-record header\n"))
        #expect(try recorded.query(".dump") == before)
    }

    @Test func `an export that cannot be written leaves the file as it was`() throws {
        try recorded.record("one")
        #expect(try recorded("export", "-o", "/nowhere/x").status == 73)
        let full = try recorded("export", "-o", "/dev/full")
        #expect(full.status == 74)
        #expect(full.errors == "csm-record: cannot write /dev/full: No space left on device\n")
        try "mine".write(toFile: file("kept"), atomically: true, encoding: .utf8)
        #expect(try recorded("export", "nothing", "-o", file("kept")).status == 66)
        #expect(String(decoding: try contents("kept"), as: UTF8.self) == "mine")
        #expect(try recorded("export", "--format", "sqlite").status == 64)
        #expect(try recorded("export", "--format", "sqlite", "-o", "/nowhere/x").status == 73)
        let left = try FileManager.default.contentsOfDirectory(atPath: recorded.folder.url.path)
        #expect(!left.contains { $0.hasSuffix(".part") })
    }

    @Test func `a session that is being recorded is exported as far as it is`() throws {
        let run = try recorded.start(
            "run", "-q", "--port", "0", "--", "sh", "-c",
            "python3 \(Recorded.sendCapture); sleep 30")
        #expect(
            try RunningProgram.eventually {
                try recorded.query("SELECT received FROM sessions") == ["78"]
            })
        #expect(try recorded("export", "-o", file("early")).status == 0)
        #expect(try recorded("import", "--db", other, file("early")).status == 0)
        let list = try JSON(recorded("sessions", "--db", other, "--format", "json").output)
        #expect(list["sessions"][0]["state"].string == "interrupted")
        run.send(SIGTERM)
        _ = run.finish()
        _ = try recorded("export", "-o", file("late"))
        #expect(
            try recorded("import", "--db", other, file("late")).errors.contains(
                "replacing an earlier version"))
        let late = try JSON(recorded("sessions", "--db", other, "--format", "json").output)
        #expect(late["sessions"].array.map(\.["state"].string) == ["complete"])
    }

    // MARK: Other formats

    @Test(arguments: Fixtures.captureNames)
    func `a trace can be drawn`(capture: String) throws {
        try recorded.run("python3", Recorded.sendCapture, Fixtures.capturePath(capture))
        #expect(try recorded("export", "--format", "chrome", "-o", file("trace")).status == 0)
        let reader = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/read_trace.py")
        let read = try Program.run(Program.python, [reader.path, file("trace")])
        #expect(read.status == 0, "\(read.errors)")
        let trace = try JSON(read.output)
        let total = try recorded.stats()["total"]
        #expect(trace["calls"].int == total["calls"].int)
        #expect(trace["attempts"].int == total["attempts"].int)
        #expect(trace["most"].int ?? 0 <= trace["lanes"].int ?? 0)
    }

    @Test func `threads are drawn in lanes`() throws {
        let lines = (0..<4).map {
            "{\"Type\":\"ApiCall\",\"Service\":\"S3\",\"Api\":\"Get\",\"Timestamp\":\(5_000 + $0),\"Latency\":50}"
        }
        try lines.joined(separator: "\n").write(
            toFile: file("four.jsonl"), atomically: true, encoding: .utf8)
        _ = try recorded("export", file("four.jsonl"), "--format", "chrome", "-o", file("trace"))
        let reader = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/read_trace.py")
        let trace = try JSON(Program.run(Program.python, [reader.path, file("trace")]).output)
        #expect(trace["lanes"].int == 4 && trace["most"].int == 4)
        #expect(trace["title"].string == "four: (no command)")
    }

    @Test func `CSV has a row for each datagram, read back by Python`() throws {
        let odd = [
            #"{"Type":"ApiCall","Service":"a,\"b\"","Api":"=cmd|x\n","Timestamp":5,"Latency":1,"FinalAwsException":"-E","FinalAwsExceptionMessage":"two\nlines \u001b[31m"}"#,
            #"{"Type":"Other"}"#,
        ]
        try odd.joined(separator: "\n").write(
            toFile: file("odd.jsonl"), atomically: true, encoding: .utf8)
        let csv = try recorded("export", file("odd.jsonl"), "--format", "csv").output
        let script = "import csv, json, sys; print(json.dumps(list(csv.DictReader(sys.stdin))))"
        let rows = try JSON(
            Program.run(Program.python, ["-c", script], input: Data(csv.utf8)).output)
        #expect(rows.array.map(\.["level"].string) == ["call", "other"])
        #expect(rows[0]["service"].string == "a,\"b\"")
        #expect(rows[0]["api"].string == "'=cmd|x\\x0A")
        #expect(rows[0]["message"].string == "two\\x0Alines \\x1B[31m")
        #expect(rows[0]["exception"].string == "'-E")
        #expect(rows[0]["latency_ms"].string == "1" && rows[0]["start_ms"].string == "5")
        #expect(csv.split(separator: "\n").count == 3)
    }

    @Test func `no export is written over a database`() throws {
        try recorded.record("one")
        try recorded.record("two")
        for format in ["jsonl", "csv", "chrome", "sqlite"] {
            let result = try recorded("export", "--format", format, "-o", recorded.database)
            #expect(result.status == 73)
            #expect(result.errors.contains("a database already exists there"))
        }
        #expect(try recorded("stats", "-o", recorded.database).status == 73)
        #expect(try recorded.sessions().count == 2)
    }

    @Test func `a file that is there keeps its permissions, and a link its target`() throws {
        try recorded.record("one")
        let manager = FileManager.default
        try "old".write(toFile: file("target"), atomically: true, encoding: .utf8)
        try manager.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file("target"))
        try manager.createSymbolicLink(atPath: file("link"), withDestinationPath: file("target"))
        #expect(try recorded("export", "-o", file("link")).status == 0)
        #expect(try manager.destinationOfSymbolicLink(atPath: file("link")) == file("target"))
        let attributes = try manager.attributesOfItem(atPath: file("target"))
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        #expect(try contents("target").starts(with: Data("{\"csm_record\":1".utf8)))
        try recorded.run("true", options: ["-q", "--keep-secrets"])
        _ = try recorded("export", "-o", file("secret"))
        let secret = try manager.attributesOfItem(atPath: file("secret"))
        #expect(secret[.posixPermissions] as? Int == 0o600)
    }

    @Test func `a database on standard input is refused by name`() throws {
        try recorded.record("one")
        let result = try Program.run(
            "/bin/sh", ["-c", "\(Program.csmRecord) import --db \(other) - <\(recorded.database)"])
        #expect(result.status == 65)
        #expect(result.errors.contains("it is a database; pass its path instead of standard input"))
    }

    @Test func `an import that waits for its pipe keeps nobody waiting`() throws {
        try recorded.record("one")
        _ = try recorded("export", "-o", file("one.jsonl"))
        let script =
            "(head -5 \(file("one.jsonl")); sleep 8; tail -n +6 \(file("one.jsonl"))) | \(Program.csmRecord) import -q -"
        let importing = try Program.start(
            "/bin/sh", ["-c", script], environment: ["CSM_RECORD_DB": other])
        #expect(RunningProgram.eventually { FileManager.default.fileExists(atPath: other) })
        usleep(500_000)
        let run = try Program.csmRecord(
            ["run", "-q", "--port", "0", "--", "true"], database: other)
        #expect(run.status == 0, "\(run.errors)")
        #expect(importing.process.isRunning)
        #expect(importing.finish().status == 0)
        #expect(try recorded("stats", "one", "--db", other).status == 0)
    }
}
