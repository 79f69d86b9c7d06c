import CSMTestSupport
import Foundation
import Testing

/// `run --check` around real programs, marks, and the CI files as they stand.
struct RunCheckTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private func run(
        _ options: [String], _ command: [String], folder: String? = nil,
        environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try Program.run(
            Program.csmRecord, ["run", "--port", "0"] + options + ["--"] + command,
            environment: environment.merging(["CSM_RECORD_DB": recorded.database]) { own, _ in own
            },
            folder: folder ?? recorded.folder.url.path)
    }

    @Test func `boto3 against moto passes, and breaches by one call`() throws {
        let moto = try MotoServer()
        let program = [
            Program.python, Fixtures.folder.appending(path: "programs/boto3_calls.py").path,
            moto.endpoint,
        ]
        let passed = try run(["--assert", "total: calls <= 25"], program)
        #expect(passed.status == 0)
        #expect(passed.errors.hasSuffix("csm-record: check: PASSED: 1 met\n"))
        let breached = try run(["-q", "--assert", "total: calls <= 24"], program)
        #expect(breached.status == 99)
        let lines = breached.errors.split(separator: "\n")
        #expect(lines.first == "csm-record: ✗ breached total: calls <= 24  (--assert:1)")
        #expect(lines.allSatisfy { $0.hasPrefix("csm-record: ") })
        try "total: calls == 25\nhost=127.0.0.1: attempts == 25\n*: errors <= 1\n".write(
            toFile: recorded.folder.path("csm.budget"), atomically: true, encoding: .utf8)
        #expect(try run(["--check"], program).status == 99)  // each operation on its own
        try "total: calls == 25\ntotal host=127.0.0.1: attempts == 25\n*: errors <= 1\n".write(
            toFile: recorded.folder.path("csm.budget"), atomically: true, encoding: .utf8)
        #expect(try run(["--check", "-q"], program).errors == "")
    }

    @Test func `a failing child outranks a breached budget`() throws {
        let send = "python3 \(Recorded.sendCapture); exit 3"
        let both = try run(["--assert", "total: calls <= 1"], ["sh", "-c", send])
        #expect(both.status == 3)
        #expect(both.errors.contains("✗ breached total: calls <= 1"))
        let signal = try run(["--assert", "total: calls <= 1"], ["sh", "-c", "kill -TERM $$"])
        #expect(signal.status == 143)
    }

    @Test func `a run without events has no verdict`() throws {
        #expect(try run(["--assert", "total: calls <= 1"], ["true"]).status == 98)
        #expect(try run(["--assert", "*: errors == 0"], ["true"]).status == 98)
    }

    @Test func `a wrong or missing budget starts nothing`() throws {
        let started = recorded.folder.path("started")
        let missing = try run(["--check"], ["touch", started])
        #expect(missing.status == 66)
        #expect(missing.errors.contains("cannot find a budget"))
        let wrong = try run(["--assert", "total: calls"], ["touch", started])
        #expect(wrong.status == 78)
        #expect(wrong.errors.hasPrefix("csm-record: --assert:1:"))
        let unreadable = try run(["--budget", "/nowhere"], ["touch", started])
        #expect(unreadable.status == 66)
        #expect(!FileManager.default.fileExists(atPath: started))
        #expect(try recorded.sessions().isEmpty)
    }

    // MARK: Marks

    @Test func `marks name stretches of a session`() throws {
        let script = """
            mark="\(Program.csmRecord) mark"
            $mark begin setup; $mark end setup
            $mark begin "upload [1]"
            python3 \(Recorded.sendCapture)
            $mark end "upload [1]"
            """
        // The client that the capture's calls are of: a mark covers no other's.
        let client = ["AWS_CSM_CLIENT_ID": "csm-lab"]
        #expect(try run(["-q"], ["sh", "-ec", script], environment: client).status == 0)
        let stats = try recorded.stats("--by", "mark")["operations"].array
        #expect(stats.map(\.["mark"].string) == ["upload [1]"])
        #expect(stats.map(\.["calls"].int) == [34])
        let shown = try JSON(recorded("show", "--mark", "upload [1]", "--format", "json").output)
        #expect(shown["calls"].array.count == 34)
        let empty = try JSON(recorded("show", "--mark", "setup", "--format", "json").output)
        #expect(empty["calls"].array.isEmpty)
        #expect(try recorded("show", "--mark", "other").status == 66)
        #expect(try recorded.stats("--mark", "upload [1]")["total"]["calls"].int == 34)
        #expect(try recorded.stats("--mark", "setup")["total"]["calls"].int == 0)
        #expect(try recorded("stats", "--mark", "other").status == 66)
        let check = try JSON(
            recorded("check", "--assert", "total per=mark: calls <= 5", "--format", "json").output)
        #expect(check["rules"].array.map(\.["mark"].string) == ["upload [1]", "setup"])
        #expect(check["rules"].array.map(\.["verdict"].string) == ["breached", "met"])
    }

    @Test func `calls belong to the marks open when they started`() throws {
        let program = """
            import json, os, socket, time
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.connect((os.environ["AWS_CSM_HOST"], int(os.environ["AWS_CSM_PORT"])))
            def send(**event): s.send(json.dumps(event).encode())
            def mark(name, phase): send(Version=1, Type="CsmRecordMark", Mark=name, Phase=phase)
            def call(api, start): send(Type="ApiCall", Service="S", Api=api, Timestamp=start,
                Latency=int(time.time() * 1000) - start, AttemptCount=1)
            def now(): time.sleep(0.02); return int(time.time() * 1000)
            before = now(); time.sleep(0.02)
            mark("outer", "begin"); a = now(); mark("inner", "begin"); b = now(); call("InBoth", b)
            mark("inner", "end"); c = now(); call("InOuter", c); late = now(); time.sleep(0.02)
            mark("outer", "end"); call("Long", late); d = now(); call("Outside", d)
            call("Before", before)
            mark("open", "begin"); e = now(); call("ToTheEnd", e)
            """
        #expect(try run(["-q"], [Program.python, "-c", program]).status == 0)
        let rows = try recorded.stats("--by", "mark,api", "--sort", "name")["operations"].array
        let pairs = rows.map { "\($0["mark"].string ?? "-") \($0["api"].string ?? "")" }
        #expect(
            Set(pairs) == [
                "- Before", "- Outside", "inner InBoth", "open ToTheEnd", "outer InBoth",
                "outer InOuter", "outer Long",
            ])
        // A call of two marks counts once in the total.
        #expect(try recorded.stats("--by", "mark")["total"]["calls"].int == 6)
    }

    @Test func `outside of a recording a mark is a sentence and 69`() throws {
        let outside = try recorded("mark", "begin", "x")
        #expect(outside.status == 69)
        #expect(outside.errors.hasPrefix("csm-record: cannot send a mark: "))
        let nobody = try recorded(
            "mark", "end", "x",
            environment: ["AWS_CSM_HOST": "127.0.0.1", "AWS_CSM_PORT": "1"])
        #expect(nobody.status == 69)
        #expect(
            nobody.errors
                == "csm-record: cannot send a mark to 127.0.0.1:1: Connection refused\n")
        #expect(try recorded("mark", "start", "x").status == 64)
        #expect(try recorded("mark", "begin", "").status == 64)
    }

    // MARK: Continuous integration

    /// A repository with the example's files, where csm-record is not installed.
    private func repository() throws -> String {
        let manager = FileManager.default
        let folder = recorded.folder.path("repository")
        try manager.copyItem(
            atPath: Fixtures.folder.appending(path: "ci/example").path, toPath: folder)
        try manager.copyItem(
            atPath: Fixtures.folder.appending(path: "pytest_csm_record.py").path,
            toPath: folder + "/pytest_csm_record.py")
        return folder
    }

    /// The commands of a workflow, one after another, as its runner runs them.
    private func runSteps(
        _ workflow: String, in folder: String, _ environment: [String: String]
    ) throws -> [ProgramResult] {
        let reader = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/read_check.py")
        let path = Fixtures.folder.appending(path: "ci/\(workflow)").path
        let steps = try JSON(Program.run(Program.python, [reader.path, "steps", path]).output)
        let added = recorded.folder.path("path")
        try "".write(toFile: added, atomically: true, encoding: .utf8)
        return try steps.array.compactMap(\.string).map { step in
            let own = try String(contentsOfFile: added, encoding: .utf8)
                .split(separator: "\n").map { $0 + ":" }.joined()
            return try Program.run(
                "/bin/bash", ["-e", "-o", "pipefail", "-c", step],
                environment: environment.merging([
                    "GITHUB_PATH": added, "HOME": recorded.folder.path("home"),
                    "CSM_RECORD_DB": folder + "/.csm-record/sessions.db",
                    "PATH": own + Fixtures.root.appending(path: ".venv/bin").path
                        + ":/usr/local/bin:/usr/bin:/bin",
                ]) { $1 }, folder: folder)
        }
    }

    /// The server that the releases are downloaded from.
    private func releases() throws -> String {
        try BuiltPackages.shared.get().publish(
            as: "your-organization/csm-record", in: recorded.folder.path("site"))
    }

    /// The steps of `github-actions.yml` that do something.
    private enum Step { static let run = 2, check = 3, compare = 4, keep = 5, count = 7 }

    @Test func `the GitHub workflow's commands work as they stand`() throws {
        let folder = try repository()
        let manager = FileManager.default
        let environment = [
            "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": folder, "GITHUB_SHA": "abc123",
            "GITHUB_STEP_SUMMARY": recorded.folder.path("summary.md"),
            "GITHUB_SERVER_URL": try releases(),
        ]
        /// Runs the job on a machine of its own, but for what the cache has.
        func job(_ reference: String) throws -> [ProgramResult] {
            try? manager.removeItem(atPath: folder + "/.csm-record")
            return try runSteps(
                "github-actions.yml", in: folder,
                environment.merging(["GITHUB_REF": reference]) { $1 })
        }
        let pullRequest = "refs/pull/7/merge"
        // Before main has run, there is nothing to compare with.
        let first = try job(pullRequest)
        #expect(first.count == Step.count)
        for step in first { #expect(step.status == 0, "\(step.output)\(step.errors)") }
        #expect(first[Step.check].output.contains("PASSED: 14 met"))
        #expect(first[Step.keep].output.contains("::test_orders_are_listed "))
        for artifact in ["csm-check.xml", "csm-report.html", "csm-session.jsonl"] {
            #expect(manager.fileExists(atPath: "\(folder)/\(artifact)"))
        }
        #expect(!manager.fileExists(atPath: folder + "/csm.baseline"))
        let main = try job("refs/heads/main")
        for step in main { #expect(step.status == 0, "\(step.output)\(step.errors)") }
        let stats = try recorded("stats", "--format", "json", folder + "/csm.baseline")
        #expect(try JSON(stats.output)["sessions"].array.count == 5)
        // One more call in a test: more than main makes, and more than the budget's line allows.
        let tests = folder + "/test_orders.py"
        let text = try String(contentsOfFile: tests, encoding: .utf8)
        try text.replacing("range(3)", with: "range(4)").replacing("== 3", with: "== 4")
            .write(toFile: tests, atomically: true, encoding: .utf8)
        let breached = try job(pullRequest)
        #expect(breached[Step.run].status == 99)
        #expect(breached[Step.run].errors.contains("✗ breached total: calls <= baseline"))
        #expect(breached[Step.check].status == 99)
        #expect(
            breached[Step.check].output.contains(
                "::error file=csm.budget,line=2,title=Budget breached::"))
        #expect(breached[Step.compare].status == 0 && breached[Step.keep].status == 0)
        let summary = try String(
            contentsOfFile: recorded.folder.path("summary.md"), encoding: .utf8)
        #expect(summary.contains("✅ passed") && summary.contains("❌ breached"))
        #expect(summary.contains("| more calls |"))
        #expect(summary.contains("csm-report.html"))
        let page = try String(contentsOfFile: folder + "/csm-report.html", encoding: .utf8)
        #expect(page.contains("<h2 id=\"compare-title\">"))
    }

    @Test func `the GitLab job's commands work as they stand`() throws {
        let folder = try repository()
        let tarball = URL(filePath: try BuiltPackages.shared.get().tarball).lastPathComponent
        let release = "/your-organization/csm-record/releases/download/v"
        let steps = try runSteps(
            "gitlab-ci.yml", in: folder,
            [
                "CI_COMMIT_BRANCH": "main", "CSM_RECORD_PACKAGE": tarball,
                "CSM_RECORD_RELEASE": try releases() + release + BuiltPackages.version(),
            ])
        #expect(steps.count == 2)
        for step in steps { #expect(step.status == 0, "\(step.output)\(step.errors)") }
        for file in ["csm-check.xml", "csm.baseline", "csm-report.html"] {
            #expect(FileManager.default.fileExists(atPath: "\(folder)/\(file)"))
        }
    }
}
