import CSMTestSupport
import Foundation
import Testing

/// Budgets as a user and a CI meet them.
struct CheckTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private func file(_ name: String) -> String { recorded.folder.path(name) }

    @discardableResult private func write(_ text: String, _ name: String) throws -> String {
        try text.write(toFile: file(name), atomically: true, encoding: .utf8)
        return file(name)
    }

    private func check(
        _ arguments: String..., environment: [String: String] = [:], folder: String? = nil
    ) throws -> ProgramResult {
        try Program.run(
            Program.csmRecord, ["check"] + arguments,
            environment: environment.merging(["CSM_RECORD_DB": recorded.database]) { own, _ in own
            },
            folder: folder ?? recorded.folder.url.path)
    }

    private static let reader = Fixtures.root.appending(
        path: "Tests/CSMRecordTests/Oracle/read_check.py"
    ).path

    private func read(_ kind: String, _ file: String? = nil, input: String = "") throws -> JSON {
        let result = try Program.run(
            Program.python, [Self.reader, kind] + (file.map { [$0] } ?? []),
            input: Data(input.utf8))
        #expect(result.status == 0, "\(result.errors)")
        return try JSON(result.output)
    }

    // MARK: check

    @Test(
        arguments: [
            (["total: calls == 34"], 0), (["total: calls <= 33"], 99), (["X.y: p95 < 1s"], 98),
            (["total: calls <= 34", "*: errors == 0"], 99), (["S3.GetObject: p95 < 15ms"], 99),
            (["S3.GetObject: p95 <= 15ms"], 0), (["host=127.0.0.1: attempts >= 1"], 0),
            (["host=*.amazonaws.com: attempts == 0"], 0), (["warn *: errors == 0"], 0),
            (["total: throttles == 9"], 0), (["total: retries == 10"], 0), (["bad"], 78),
        ] as [([String], Int32)])
    func `rules given on the command line are judged`(rules: [String], code: Int32) throws {
        try recorded.record("one")
        let result = try Program.csmRecord(
            ["check"] + rules.flatMap { ["--assert", $0] }, database: recorded.database)
        #expect(result.status == code, "\(result.output)\(result.errors)")
    }

    @Test func `a breach names the rule, its place, what was measured, and the worst calls`() throws
    {
        try recorded.record("one")
        try write("# mine\nS3.*: p95 < 12ms\ntotal: calls <= 34\n", "csm.budget")
        let result = try check(environment: ["COLUMNS": "120"])
        #expect(result.status == 99)
        #expect(
            result.output.contains(
                """
                ✗ breached S3.*: p95 < 12ms  (csm.budget:2)
                    S3.GetObject: expected p95 < 12ms, measured 15 ms over 6 calls°
                      +0.037 s  S3.GetObject  15 ms  404  NoSuchKey

                """))
        #expect(
            result.output.contains(
                "      to require enough calls for p95, add: when calls >= 59\n"
            ))
        #expect(result.output.contains("✓ total: calls <= 34, measured 34\n"))
        #expect(result.output.contains("\nBREACHED: 3 breached, 4 met\n"))
        #expect(result.errors == "")
    }

    @Test func `a count names what made it, a mark as well as an operation without a rule`() throws
    {
        try recorded.run(
            "sh", "-c",
            """
            \(Program.csmRecord) mark begin tests/test_a.py::test_upload
            python3 \(Recorded.sendCapture)
            \(Program.csmRecord) mark end tests/test_a.py::test_upload
            """, environment: ["AWS_CSM_CLIENT_ID": "csm-lab"])
        try write("total: calls <= 33\nS3.*: calls <= 6\nDynamoDB.*: calls <= 9\n", "csm.budget")
        let result = try check()
        #expect(result.status == 99)
        let lines = result.output.split(separator: "\n").map(String.init)
        let breach = try #require(lines.firstIndex { $0.contains("breached total: calls <= 33") })
        #expect(lines[breach + 2].hasPrefix("      by operation: "))
        #expect(lines[breach + 2].contains(" 1, no rule;"))
        #expect(!lines[breach + 2].contains("S3.GetObject"))
        #expect(result.output.contains("by mark: tests/test_a.py::test_upload 34\n"))
        let rule = try JSON(check("--format", "json").output)["rules"][0]
        #expect(rule["marks"][0]["count"].int == 34)
        #expect(rule["operations"].array.reduce(0) { $0 + ($1["count"].int ?? 0) } == 34)
    }

    @Test func `an explanation lists slack and the operations without a rule`() throws {
        try recorded.record("one")
        let result = try check(
            "--explain", "--assert", "total: calls <= 40", "--assert", "S3.GetObject: calls <= 5",
            "--assert", "S3.PutObject: p95 < 1s")
        #expect(result.status == 99)
        let lines = result.output.split(separator: "\n").map {
            $0.split(separator: " ").joined(separator: " ")
        }
        #expect(lines.contains("total: calls <= 40 total met 34 6"))
        #expect(lines.contains("S3.GetObject: calls <= 5 S3.GetObject breached 6 -1"))
        #expect(result.output.contains("Operations that no rule names: DynamoDB.ListTables 3; "))
        #expect(!result.output.contains("S3.PutObject 1;"))
        let all = try check(
            "--explain", "--assert", "*.*: calls <= 40", "--assert", "?*.?*: calls > 0")
        #expect(all.output.contains("Operations that no rule names: "))
        #expect(try check("--explain", "--format", "json", "--assert", "*: calls > 0").status == 64)
    }

    @Test func `without a call a check is one line, and marks are no calls`() throws {
        let rules = (1...68).map { "S3.Op\($0): calls <= 3\n" }.joined()
        try write(rules, "csm.budget")
        let run = try Program.run(
            Program.csmRecord,
            ["run", "--check", "--", Program.csmRecord, "mark", "begin", "test_a"],
            environment: ["CSM_RECORD_DB": recorded.database], folder: recorded.folder.url.path)
        #expect(run.status == 98)
        let verdicts = run.errors.split(separator: "\n").filter { $0.contains("check: ") }
        #expect(verdicts == ["csm-record: check: NO VERDICT: no call was recorded"])
        #expect(!run.errors.contains("S3.Op"))
        // Marks came, and no call: why that may be is told all the same.
        for hint in [
            "no call was received, only marks", "tox", "passenv", "env -i", "sudo", "container",
        ] {
            #expect(run.errors.contains(hint), "\(hint)")
        }
        let result = try check()
        #expect(result.status == 98)
        #expect(result.output.contains("NO VERDICT: no call was recorded\n"))
        #expect(!result.output.contains("S3.Op"))
    }

    @Test func `what a typing error may have made met is told, also under run`() throws {
        try write("S3.GetObjcet: calls <= 3\nSQS.Send: calls == 0\n", "csm.budget")
        let run = try Program.run(
            Program.csmRecord, ["run", "--check", "--", "python3", Recorded.sendCapture],
            environment: ["CSM_RECORD_DB": recorded.database], folder: recorded.folder.url.path)
        #expect(run.status == 0)
        #expect(
            run.errors.contains(
                "S3.GetObjcet: calls <= 3 (no call matches; the nearest operation seen is S3.GetObject)"
            ))
        #expect(!run.errors.contains("SQS"))
        #expect(try check().output.contains("✓ SQS.Send: calls == 0\n"))
    }

    @Test func `the budget is looked for in the folders above`() throws {
        try recorded.record("one")
        let deep = file("a/b/c")
        try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
        let none = try check(folder: deep)
        #expect(none.status == 66)
        #expect(none.errors.contains("no csm.budget in this directory or its parents"))
        try write("total: calls <= 5\n", "a/csm.budget")
        let found = try check(folder: deep)
        #expect(found.status == 99)
        #expect(found.output.contains("(../../csm.budget:1)"))
        // What is named replaces what would be found.
        #expect(try check("--assert", "total: calls <= 34", folder: deep).status == 0)
        try write("total: calls <= 34\n", "other")
        #expect(try check("--budget", file("other"), folder: deep).status == 0)
        #expect(try check("--budget", file("missing"), folder: deep).status == 66)
    }

    @Test func `a wrong budget is 78, with every mistake's place`() throws {
        try recorded.record("one")
        try write("*: calls <= 5\nS3.*: p9x < 5ms\nS3.* calls\n", "csm.budget")
        let result = try check()
        #expect(result.status == 78)
        #expect(
            result.errors == """
                csm-record: csm.budget:2:7: unknown metric 'p9x'; did you mean 'p95'?
                csm-record: csm.budget:3:11: expected ':' between the selector and the metric

                """)
        #expect(result.output == "")
        let rule = try check("--assert", "total: calls <= 3", "--assert", "total: call <= 3")
        #expect(rule.status == 78)
        #expect(rule.errors.hasPrefix("csm-record: --assert:2:8: unknown metric 'call'"))
    }

    @Test func `sessions without calls, interrupted ones, and several`() throws {
        try recorded.run("true", options: ["-q", "--name", "empty"])
        #expect(try check("empty", "--assert", "total: calls <= 5").status == 98)
        try recorded.record("one")
        try recorded.record("two")
        #expect(try check("one", "two", "--assert", "total: calls == 68").status == 0)
        _ = try recorded.query("UPDATE sessions SET ended_us = NULL WHERE name = 'two'")
        #expect(try check("two", "--assert", "total: calls <= 34").status == 98)
        #expect(try check("two", "--assert", "total: calls <= 33").status == 99)
        #expect(try check("three", "--assert", "total: calls <= 33").status == 66)
        _ = try recorded("export", "one", "-o", file("one.jsonl"))
        #expect(try check(file("one.jsonl"), "--assert", "total: calls == 34").status == 0)
    }

    @Test func `strictness makes too few calls no verdict`() throws {
        try recorded.record("one")
        let rule = "S3.GetObject: p95 < 1s"
        #expect(try check("--assert", rule).output.contains("measured 15 ms°"))
        #expect(try check("--assert", rule, "--strict").status == 98)
    }

    // MARK: For machines

    private let budget = """
        S3.*: p95 < 12ms
        total: calls <= 34
        X.y: p99 < 1s
        warn *: errors <= 3
        S3.*: max < 1ms when calls >= 100

        """

    @Test func `JUnit is valid and says the same`() throws {
        try recorded.record("one")
        try write(budget, "csm.budget")
        let result = try check("--format", "json", "--out", "junit=\(file("junit.xml"))")
        #expect(result.status == 99)
        let rules = try JSON(result.output)["rules"].array
        let cases = try read("junit", file("junit.xml")).array
        #expect(cases.count == rules.count)
        let results = [
            "met": "passed", "breached": "failure", "no_verdict": "error",
            "not_applied": "skipped",
        ]
        for (own, rule) in zip(cases, rules) {
            let isWarning = rule["warn"].value as? Bool == true
            let verdict = rule["verdict"].string ?? ""
            let expected =
                isWarning && ["breached", "no_verdict"].contains(verdict)
                ? "system-out" : results[verdict]
            #expect(own["result"].string == expected)
            #expect(own["line"].int == rule["line"].int)
        }
        let failure = try #require(cases.first { $0["result"].string == "failure" })
        #expect(failure["name"].string == "S3.*: p95 < 12ms [S3.PutObject]")
        #expect(failure["text"].string?.contains("csm.budget:1") == true)
    }

    @Test func `JSON has every figure`() throws {
        try recorded.record("one")
        try write(budget, "csm.budget")
        let check = try JSON(check("--format", "json").output)
        #expect(check["schema"].string == "csm-record/check/1")
        #expect(check["conclusion"].string == "breached")
        #expect(
            check.keys == [
                "schema", "budget", "sessions", "baseline", "conclusion", "rules", "snapshot",
                "without_rule", "completeness",
            ])
        let rule = check["rules"][0]
        #expect(
            rule.keys == [
                "rule", "source", "line", "warn", "operation", "mark", "verdict", "metric", "op",
                "unit", "limit", "expected", "measured", "slack", "calls", "too_few_calls",
                "reason",
                "baseline", "worst", "operations", "marks",
            ])
        let breached = try #require(
            check["rules"].array.first { $0["operation"].string == "S3.GetObject" })
        #expect(breached["measured"].int == 15 && breached["expected"].int == 12)
        #expect(breached["calls"].int == 6 && breached["unit"].string == "ms")
        #expect(breached["worst"][0]["offset_ms"].int == 37)
        #expect(breached["worst"][0]["exception"].string == "NoSuchKey")
    }

    @Test func `GitHub gets annotations of the budget's lines and a summary`() throws {
        try recorded.record("one")
        let repository = file("repository")
        try FileManager.default.createDirectory(
            atPath: repository + "/tests", withIntermediateDirectories: true)
        try write("*: errors == 0\nwarn S3.*: p95 < 12ms\n", "repository/tests/csm.budget")
        let environment = [
            "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": repository,
            "GITHUB_STEP_SUMMARY": file("summary.md"),
        ]
        let result = try check(environment: environment, folder: repository + "/tests")
        #expect(result.status == 99)
        let annotations = try read("github", input: result.output).array
        // Ten at most, then how many more there are.
        #expect(annotations.count == 11)
        #expect(annotations[0]["file"].string == "tests/csm.budget")
        #expect(annotations[0]["line"].string == "1")
        #expect(annotations[0]["kind"].string == "error")
        let message = annotations[0]["message"].string?.split(separator: "\n") ?? []
        #expect(message.first == "*: errors == 0")
        #expect(message[1] == "S3.GetObject: expected errors == 0, measured 4 over 6 calls")
        #expect(annotations[10]["kind"].string == "notice")
        #expect(annotations[10]["message"].string == "and 2 more")
        let summary = try read("markdown", file("summary.md"))
        #expect(summary["title"].string == "### csm-record check: ❌ breached")
        #expect(summary["rows"][0][3].string == "*: errors == 0")
        #expect(summary["rows"][0][5].string == "csm.budget:1")
        #expect(summary["rows"][0][1].string == "4")
        // What is met is folded, and only that.
        #expect(summary["folded"].int == summary["rows"].array.count { $0[0].string == "✅" })
        #expect(summary["folded"].int ?? 0 > 0)
        // Only what was asked for is on standard output in other formats, and nothing without CI.
        let json = try check(
            "--format", "json", environment: environment, folder: repository + "/tests")
        #expect(try JSON(json.output)["conclusion"].string == "breached")
        #expect(try read("github", input: json.errors).array.count == 11)
        let silent = try check(
            "--ci", "none", environment: environment, folder: repository + "/tests")
        #expect(try read("github", input: silent.output).array.isEmpty)
        let github = try check("--format", "github", folder: repository + "/tests")
        #expect(try read("github", input: github.output).array.count == 11)
    }

    @Test func `what is hostile is harmless in every format`() throws {
        let name = #"\u001b[31m%::|<b>\n\"&]]>,\ud83d=1"#
        try write(
            #"{"Type":"ApiCall","Service":"S3","Api":"\#(name)","Timestamp":5000,"Latency":5,"FinalAwsException":"\#(name)"}"#,
            "hostile.jsonl")
        try write("*: errors == 0   # %0A::error::x\n", "csm.budget")
        let outputs = ["text", "json", "junit", "github", "markdown"]
        let result = try Program.run(
            Program.csmRecord,
            ["check", file("hostile.jsonl")]
                + outputs.flatMap { ["--out", "\($0)=\(file($0))"] },
            environment: ["CSM_RECORD_DB": recorded.database],
            folder: recorded.folder.url.path)
        #expect(result.status == 99)
        for output in outputs {
            let text = try String(contentsOfFile: file(output), encoding: .utf8)
            #expect(
                text.unicodeScalars.allSatisfy {
                    $0 == "\n" || $0.properties.generalCategory != .control
                })
        }
        #expect(try read("junit", file("junit")).array.map(\.["result"].string) == ["failure"])
        let github = try String(contentsOfFile: file("github"), encoding: .utf8)
        #expect(github.split(separator: "\n").count == 1)
        #expect(try read("github", input: github).array.count == 1)
        #expect(try read("markdown", file("markdown"))["rows"].array.count == 1)
    }

    @Test func `commands off the wire are none to GitHub's runner`() throws {
        try write(
            ###"{"Type":"ApiCall","Service":"::add-mask::e","Api":"##[error]x","Timestamp":5}"###,
            "commands.jsonl")
        let result = try check(
            file("commands.jsonl"), "--assert", "*: calls <= 0",
            environment: ["GITHUB_ACTIONS": "true"])
        let lines = result.output.split(separator: "\n").map(String.init)
        // What stands between stop and go is not looked at; what follows is ours alone.
        let token = lines[0].replacing("::stop-commands::", with: "")
        let end = try #require(lines.firstIndex(of: "::\(token)::"))
        #expect(lines[0].hasPrefix("::stop-commands::") && token.count == 16)
        #expect(lines[(end + 1)...].allSatisfy { $0.hasPrefix("::error title=") })
        #expect(!lines[(end + 1)...].joined().contains("##["))
    }

    @Test func `a summary that cannot be written does not change the verdict`() throws {
        try recorded.record("one")
        let environment = ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "/nowhere/x"]
        let breached = try check("--assert", "total: calls <= 1", environment: environment)
        #expect(breached.status == 99)
        #expect(breached.errors.contains("cannot create /nowhere/x"))
        #expect(
            try check("--assert", "total: calls <= 34", environment: environment).status == 73)
        #expect(
            try check("--assert", "total: calls <= 1", "--out", "junit=/nowhere/x").status == 99)
    }

    @Test func `outputs that cannot be written say so`() throws {
        try recorded.record("one")
        let rule = "total: calls <= 34"
        #expect(try check("--assert", rule, "--out", "junit=/nowhere/x").status == 73)
        #expect(try check("--assert", rule, "--out", "xml=x").status == 64)
        #expect(try check("--assert", rule, "--out", "junit").status == 64)
    }

    // MARK: Writing budgets

    @Test func `a first budget is written, met, and never over another`() throws {
        try recorded.record("one")
        let first = try check("--init")
        #expect(first.status == 0 && first.errors == "csm-record: wrote csm.budget\n")
        #expect(try check().status == 0)
        let again = try check("--init")
        #expect(again.status == 73)
        #expect(again.errors.contains("pass --force to replace it"))
        #expect(try check("--init", "--force").status == 0)
        try recorded.run(
            "python3", Recorded.sendCapture, Fixtures.capturePath("boto3"),
            Fixtures.capturePath("boto3"))
        #expect(try check().status == 99)
        #expect(try check("--init", "--budget", file("other.budget")).status == 0)
        #expect(try check("--budget", file("other.budget")).status == 0)
        #expect(try check("--force").status == 64)
        #expect(try check("--init", "--ratchet").status == 64)
    }

    @Test func `a session that failed is no measure, unless forced`() throws {
        try recorded.run("sh", "-c", "python3 \(Recorded.sendCapture); exit 3")
        let refused = try check("--init")
        #expect(refused.status == 98)
        #expect(
            refused.errors == """
                csm-record: cannot make a budget: the command exited with 3
                csm-record: record a run that succeeds, or pass --force

                """)
        #expect(!FileManager.default.fileExists(atPath: file("csm.budget")))
        try write("total: calls <= 50\n", "csm.budget")
        let kept = try check("--ratchet")
        #expect(kept.status == 98)
        #expect(kept.errors.contains("cannot lower limits: the command exited with 3"))
        #expect(try check("--ratchet", "--assert", "x").status == 64)
        try write("total: calls <= 5\n", "breached")
        #expect(try check("--ratchet", "--budget", file("breached")).status == 99)
        #expect(try check("--ratchet", "--force").errors.contains("50 is now 34"))
        #expect(try check("--init", "--force").status == 0)
        try recorded.record("interrupted")
        _ = try recorded.query("UPDATE sessions SET ended_us = NULL WHERE name = 'interrupted'")
        let interrupted = try check("--init", "--budget", "-")
        #expect(interrupted.status == 98 && interrupted.errors.contains("was interrupted"))
        try recorded.run("sh", "-c", "python3 \(Recorded.sendCapture); kill -9 $$")
        #expect(try check("--init", "--budget", "-").errors.contains("signal 9 ended the command"))
    }

    @Test func `a budget goes through pipes`() throws {
        try recorded.record("one")
        let made = try check("--init", "--budget", "-")
        #expect(made.status == 0 && made.errors == "")
        #expect(made.output.contains("\ntotal: calls <= 34\n"))
        #expect(made.output.contains("\ntotal: p90 < "))
        func piped(_ budget: String, _ arguments: String...) throws -> ProgramResult {
            try Program.run(
                Program.csmRecord, ["check", "--budget", "-"] + arguments,
                environment: ["CSM_RECORD_DB": recorded.database], input: Data(budget.utf8))
        }
        #expect(try piped(made.output).status == 0)
        #expect(try piped("# a\ntotal: calls <= 3\n").output.contains("(stdin:2)"))
        #expect(try piped("total: p95 < 3\n").errors.hasPrefix("csm-record: stdin:1:14: "))
        let lowered = try piped("total: calls <= 40 # x\n", "--ratchet")
        #expect(lowered.output == "total: calls <= 34 # x\n")
        #expect(lowered.errors.contains("stdin:1: 40 is now 34"))
        #expect(try piped(lowered.output, "--ratchet").output == lowered.output)
        let run = try recorded("run", "--budget", "-", "--", "true")
        #expect(run.status == 64)
        #expect(run.errors.contains("cannot read a budget from standard input"))
    }

    @Test func `limits are ratcheted in the file`() throws {
        try recorded.record("one")
        try write("# mine\ntotal: calls <= 50  # a guess\nS3.*: calls <= 6\n", "csm.budget")
        let result = try check("--ratchet")
        #expect(result.status == 0)
        #expect(
            result.errors == "csm-record: csm.budget:2: 50 is now 34  (total: calls <= 50)\n")
        let text = try String(contentsOfFile: file("csm.budget"), encoding: .utf8)
        #expect(text == "# mine\ntotal: calls <= 34  # a guess\nS3.*: calls <= 6\n")
        #expect(try check("--ratchet").errors == "csm-record: no limit can be lowered\n")
    }

    @Test func `a reader that is gone takes nothing from the others`() throws {
        try recorded.record("one")
        for sink in ["| true", ">/dev/full"] {
            let script = """
                set -o pipefail
                \(Program.csmRecord) check --assert 'total: calls <= 1' --out junit=\(file("j.xml")) \(sink)
                """
            let result = try Program.run(
                "/bin/bash", ["-c", script], environment: ["CSM_RECORD_DB": recorded.database])
            #expect(result.status == 99)
            #expect(try read("junit", file("j.xml")).array.count == 1)
            try FileManager.default.removeItem(atPath: file("j.xml"))
        }
    }
}
