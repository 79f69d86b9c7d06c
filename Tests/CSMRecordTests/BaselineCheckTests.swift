import CSMTestSupport
import Foundation
import Testing

/// `check` against recorded runs and against committed call lists.
struct BaselineCheckTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    /// Records a run that makes such calls: `S3.Get=20x10` is 20 of 10 ms.
    private func record(_ name: String, _ calls: String...) throws {
        let run = try recorded.run(
            Program.python, options: ["-q", "--name", name], arguments: [Recorded.sendCalls] + calls
        )
        #expect(run.status == 0, "\(run.errors)")
    }

    private func check(_ arguments: String...) throws -> ProgramResult {
        try Program.run(
            Program.csmRecord, ["check"] + arguments,
            environment: ["CSM_RECORD_DB": recorded.database], folder: recorded.folder.url.path)
    }

    // MARK: Baselines

    @Test(
        arguments: [
            ("S3.Get: calls <= baseline", 0), ("SQS.Send: calls <= baseline", 99),
            ("SQS.Send: calls <= baseline + 2", 0), ("total: calls <= baseline + 10%", 0),
            ("*: new == 0", 99), ("S3.Get: p50 <= baseline + 25%", 99),
            ("S3.Put: p50 <= baseline + 25%", 0), ("S3.Put: new == 0", 0),
            ("DynamoDB.Query: new == 0", 99),
        ] as [(String, Int32)])
    func `five runs are judged against six`(rule: String, code: Int32) throws {
        for index in 0..<6 {
            try record("main", "S3.Get=20x\(30 + index)", "S3.Put=4x10", "SQS.Send=2x5")
        }
        for index in 0..<5 {
            try record(
                "branch", "S3.Get=20x\(50 + index)", "S3.Put=4x10", "SQS.Send=3x5",
                "DynamoDB.Query=1x4")
        }
        let result = try check("branch@5", "--baseline", "main@all", "--assert", rule)
        #expect(result.status == code, "\(result.output)\(result.errors)")
    }

    @Test func `one slow run is suspect, which only --strict fails`() throws {
        try record("main", "S3.Get=20x30")
        try record("branch", "S3.Get=20x60")
        try "baseline: main\nS3.Get: p50 <= baseline + 25%\n".write(
            toFile: recorded.folder.path("csm.budget"), atomically: true, encoding: .utf8)
        let result = try check()
        #expect(result.status == 0)
        #expect(result.output.contains("baseline: 1 run of main\n"))
        #expect(result.output.contains("≈ suspect S3.Get: p50 <= baseline + 25%"))
        #expect(result.output.contains("1 new run against 1 base run, but 5 of each are needed"))
        #expect(try check("--strict").status == 98)
        let json = try JSON(check("--format", "json").output)
        let rule = json["rules"].array[0]
        #expect(rule["verdict"].string == "suspect" && rule["expected"].double == 37.5)
        #expect(rule["baseline"]["base"].int == 30 && json["conclusion"].string == "passed")
        #expect(json["baseline"].array.map(\.["name"].string) == ["main"])
    }

    @Test(
        arguments: [
            ("S3.Get: calls <= baseline", 99), ("S3.Put: calls <= baseline", 0),
            ("*: new == 0", 0), ("host=127.0.0.1: attempts <= baseline + 99", 98),
            ("region=*: calls <= baseline + 99", 98), ("*: burst(1s) <= baseline + 99", 98),
            ("total per=mark: calls <= baseline + 99", 98),
        ] as [(String, Int32)])
    func `a baseline file that the budget names is compared with, as far as it goes`(
        rule: String, code: Int32
    ) throws {
        try record("main", "S3.Get=20x30", "S3.Put=4x10")
        let export = try recorded(
            "export", "--format", "baseline", "-o", recorded.folder.path("csm.baseline"))
        #expect(export.status == 0, "\(export.errors)")
        try record("branch", "S3.Get=21x30", "S3.Put=4x10")
        try "baseline: csm.baseline\n\(rule)\n".write(
            toFile: recorded.folder.path("csm.budget"), atomically: true, encoding: .utf8)
        let result = try check()
        #expect(result.status == code, "\(result.output)\(result.errors)")
        #expect(result.output.contains("a baseline file only has counts") == (code == 98))
    }

    @Test func `calls without an attempt count leave retries without a verdict, and no more`()
        throws
    {
        let path = recorded.folder.path("plain.jsonl")
        let lines = (0..<3).map { index in
            let count = index == 0 ? "" : ",\"AttemptCount\":1"
            return """
                {"Type":"ApiCall","Service":"S3","Api":"Get","Timestamp":1795427367000,\
                "Latency":5,"FinalHttpStatusCode":200\(count)}
                """
        }
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        for _ in 0..<2 {
            try recorded.run(
                Program.csmRecord, options: ["-q", "--name", "s"],
                arguments: ["replay", "-q", path])
        }
        let file = recorded.folder.path("csm.baseline")
        #expect(try recorded("export", "--format", "baseline", "@~1", "-o", file).status == 0)
        let result = try check(
            "--baseline", file, "--assert", "S3.Get: retries <= baseline", "--assert",
            "total: calls <= 5")
        #expect(result.status == 98, "\(result.output)\(result.errors)")
        #expect(result.output.contains("calls without an attempt count: 1"))
        #expect(result.output.contains("✓ total: calls <= 5"))
    }

    @Test func `without a baseline its rules have no verdict, and the others are judged`() throws {
        try record("branch", "S3.Get=20x60")
        let rules = ["--assert", "*: calls <= baseline", "--assert", "total: calls <= 20"]
        for baseline in [[], ["--baseline", "main"], ["--baseline", "csm.baseline"]] {
            let result = try recorded(["check"] + rules + baseline)
            #expect(result.status == 98)
            #expect(result.output.contains("? no verdict *: calls <= baseline"))
            #expect(result.output.contains("no baseline"))
            #expect(result.output.contains("✓ total: calls <= 20, measured 20\n"))
        }
    }

    @Test func `a session is not its own baseline`() throws {
        try record("main", "S3.Get=20x60")
        let result = try check("--baseline", "main", "--assert", "*: calls <= baseline")
        #expect(result.status == 64 && result.errors.contains("both sides have session"))
    }

    @Test func `a baseline that no rule asks for is said`() throws {
        try record("main", "S3.Get=20x60")
        let result = try check("--baseline", "x", "--assert", "total: calls <= 20")
        #expect(result.status == 0)
        #expect(result.errors == "csm-record: no rule compares with the baseline x\n")
    }

    // MARK: Call lists

    @Test func `a call list is written, and what changed is told with the way to accept it`() throws
    {
        try record("one", "S3.Get=3x1", "CloudWatch Logs.PutLogEvents=1x1")
        let file = recorded.folder.path("csm.calls")
        #expect(try check("--snapshot", "csm.calls").status == 66)
        let written = try check("--snapshot", "csm.calls", "--update")
        #expect(written.status == 0 && written.errors == "csm-record: wrote csm.calls\n")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(
            text.split(separator: "\n").dropFirst() == [
                "-\tCloudWatch Logs.PutLogEvents\t1", "-\tS3.Get\t3",
            ])
        let same = try check("--snapshot", "csm.calls")
        #expect(
            same.status == 0 && same.output.contains("✓ csm.calls: no call was added or removed\n"))
        try record("two", "S3.Get=4x1", "SQS.Send=2x1")
        let changed = try check("--snapshot", "csm.calls")
        #expect(changed.status == 99)
        #expect(
            changed.output.contains(
                """
                ✗ breached csm.calls: 3 changes
                      - -  CloudWatch Logs.PutLogEvents  1
                      - -  S3.Get  3
                      + -  S3.Get  4
                      + -  SQS.Send  2
                      to accept: csm-record check --snapshot csm.calls --update

                """))
        let json = try JSON(check("--snapshot", "csm.calls", "--format", "json").output)
        #expect(json["snapshot"]["verdict"].string == "breached")
        #expect(json["snapshot"]["changes"].array.map(\.["measured"].int) == [0, 4, 2])
        #expect(try check("--snapshot", "csm.calls", "--update").status == 0)
        #expect(try check("--snapshot", "csm.calls").status == 0)
    }

    @Test func `calls are listed by their marks, whatever these are named`() throws {
        let script = """
            csm-record mark begin "a\tb"; \(Program.python) \(Recorded.sendCalls) S3.Get=2x1
            csm-record mark begin "#c"; \(Program.python) \(Recorded.sendCalls) S3.Get=1x1
            csm-record mark end "a\tb"; csm-record mark end "#c"
            csm-record mark begin -- -; \(Program.python) \(Recorded.sendCalls) S3.Put=1x1
            csm-record mark end -- -; \(Program.python) \(Recorded.sendCalls) S3.Put=5x1
            """
        let tools = URL(filePath: Program.csmRecord).deletingLastPathComponent().path
        try recorded.run("sh", "-c", script, environment: ["PATH": "\(tools):/usr/bin:/bin"])
        #expect(try check("--snapshot", "csm.calls", "--update").status == 0)
        let text = try String(contentsOfFile: recorded.folder.path("csm.calls"), encoding: .utf8)
        #expect(
            text.split(separator: "\n").dropFirst() == [
                "-\tS3.Put\t5", "\\#c\tS3.Get\t1", "\\-\tS3.Put\t1", "a\\tb\tS3.Get\t3",
            ])
        #expect(try check("--snapshot", "csm.calls").status == 0)
    }

    @Test(
        arguments: [
            ("-\tS3.Get", 1), ("-\tS3.Get\t1\n\n-\tS3.Get\t2", 3), ("-\tS3.Get\tmany", 1),
            ("-\tS3.Get\t0", 1), ("# x\n-\t\t1", 2), ("-\tS3.Get\\\t1", 1), ("<<<<<<< ours", 1),
        ])
    func `a file that is no call list is told with its line`(text: String, line: Int) throws {
        try record("one", "S3.Get=3x1")
        try text.write(
            toFile: recorded.folder.path("csm.calls"), atomically: true, encoding: .utf8)
        let result = try check("--snapshot", "csm.calls")
        #expect(result.status == 78)
        #expect(result.errors.hasPrefix("csm-record: csm.calls:\(line): "), "\(result.errors)")
    }

    @Test func `a run that failed writes no call list without --force`() throws {
        try recorded.run("false")
        #expect(try check("--snapshot", "csm.calls", "--update").status == 98)
        #expect(try check("--snapshot", "csm.calls", "--update", "--force").status == 0)
    }

    @Test func `a budget is judged along with a call list`() throws {
        try record("one", "S3.Get=3x1")
        #expect(try check("--snapshot", "csm.calls", "--update").status == 0)
        let both = try check("--snapshot", "csm.calls", "--assert", "total: calls <= 2")
        #expect(both.status == 99 && both.output.contains("BREACHED: 1 breached, 1 met\n"))
    }

    @Test(arguments: [
        ["--update"], ["--snapshot", "x", "--init"], ["--snapshot", "x", "--ratchet"],
        ["--snapshot", "x", "--update", "--strict"],
    ])
    func `options that do not go together are refused`(arguments: [String]) throws {
        #expect(try recorded(["check"] + arguments).status == 64)
    }
}
