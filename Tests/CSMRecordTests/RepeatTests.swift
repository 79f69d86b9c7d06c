import CSMTestSupport
import Foundation
import Testing

/// `run --repeat`: one command several times, each a session.
struct RepeatTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    /// Runs a command, in the test's own folder.
    private func run(_ options: [String], _ command: [String]) throws -> ProgramResult {
        try Program.run(
            Program.csmRecord, ["run"] + options + ["--"] + command,
            environment: ["CSM_RECORD_DB": recorded.database], folder: recorded.folder.url.path)
    }

    private static let send = [Program.python, Recorded.sendCalls]

    @Test func `each round is a session with a line of its own`() throws {
        let result = try run(["--repeat", "3", "--name", "main"], Self.send + ["S3.Get=20x10"])
        #expect(result.status == 0)
        #expect(
            result.errors == """
                csm-record: round 1 of 3: 20 calls, 0 errors, 200 ms
                csm-record: round 2 of 3: 20 calls, 0 errors, 200 ms
                csm-record: round 3 of 3: 20 calls, 0 errors, 200 ms
                csm-record: next: csm-record stats main@3

                """)
        #expect(try rounds() == ["main 1", "main 2", "main 3"])
        #expect(try recorded.stats("main@3")["total"]["calls"].int == 60)
        #expect(try recorded.stats("tag:round=2")["total"]["calls"].int == 20)
    }

    /// Name and round of all sessions, the oldest first.
    private func rounds() throws -> [String] {
        try recorded.sessions().reversed().map {
            "\($0["name"].string ?? "-") \($0["tags"]["round"].string ?? "-")"
        }
    }

    @Test(
        arguments: [
            (["sh", "-c", "true"], "sh"), (["/bin/true", "x"], "true"),
            (["python3", "tests/send.py"], "send.py"),
            (["python3.11", "-c", "pass"], "python3.11"),
            (["pythonic", "x.py"], "pythonic"),
        ])
    func `without a name, sessions are named after the command, which is said once`(
        command: [String], name: String
    ) throws {
        // Whatever it is called, it does nothing.
        let folder = recorded.folder.path("bin")
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        for program in ["python3", "python3.11", "pythonic"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/" + program, withDestinationPath: "/bin/true")
        }
        let result = try Program.run(
            Program.csmRecord, ["run", "--repeat", "2", "--summary", "full", "--"] + command,
            environment: [
                "CSM_RECORD_DB": recorded.database, "PATH": folder + ":/usr/bin:/bin",
            ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.errors.hasPrefix("csm-record: 2 rounds, each a session named \(name)\n"))
        #expect(result.errors.hasSuffix("csm-record: next: csm-record stats \(name)@2\n"))
        #expect(try rounds() == ["\(name) 1", "\(name) 2"])
    }

    @Test func `a fixed port serves every round`() throws {
        let port = try Program.run(
            Program.python,
            [
                "-c",
                "import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(('127.0.0.1', 0)); "
                    + "print(s.getsockname()[1], end='')",
            ]
        ).output
        let result = try run(
            ["-q", "--port", port, "--repeat", "4", "--name", "a"], Self.send + ["S3.Get=20x10"])
        #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
        #expect(try recorded.sessions().map { $0["calls"].int } == [20, 20, 20, 20])
    }

    @Test func `the first failure ends it with its code, and names the round`() throws {
        let result = try run(
            ["-q", "--repeat", "5"], ["sh", "-c", "test -e second && exit 3; touch second"])
        #expect(result.status == 3)
        #expect(
            result.errors
                == "csm-record: the command exited with 3 in round 2 of 5: no further round\n")
        #expect(try recorded.sessions().map { $0["exit_code"].int } == [3, 0])
        let signal = try run(["-q", "--repeat", "5"], ["sh", "-c", "kill -9 $$"])
        #expect(signal.status == 137)
        #expect(signal.errors.contains("was ended by signal 9 in round 1 of 5"))
    }

    @Test func `after Ctrl-C no further round starts`() throws {
        // It survives the signal, and ends well.
        let script = "trap 'echo heard; exit 0' INT; touch ready; while :; do sleep 0.05; done"
        let program = try Program.start(
            Program.csmRecord, ["run", "-q", "--repeat", "5", "--", "sh", "-c", script],
            environment: ["CSM_RECORD_DB": recorded.database], folder: recorded.folder.url.path)
        let ready = recorded.folder.path("ready")
        #expect(RunningProgram.eventually { FileManager.default.fileExists(atPath: ready) })
        program.send(SIGINT)
        let result = program.finish()
        #expect(result.status == 130)
        #expect(result.output == "heard\n")
        #expect(result.errors == "csm-record: interrupted in round 1 of 5\n")
        #expect(try recorded.sessions().count == 1)
    }

    // MARK: Budgets

    @Test func `limits hold for each round, not for their sum`() throws {
        let rules = [
            "--repeat", "3", "--assert", "total: calls <= 20", "--assert", "S3.Get: max <= 15ms",
        ]
        let passed = try run(rules, Self.send + ["S3.Get=20x10"])
        #expect(passed.status == 0)
        #expect(passed.errors.contains("csm-record: check: PASSED: 2 met\n"))
        let latencies = recorded.folder.path("latencies")
        try "10 40 10".write(toFile: latencies, atomically: true, encoding: .utf8)
        let breached = try run(rules, Self.send + ["S3.Get=20x\(latencies)"])
        #expect(breached.status == 99)
        #expect(
            breached.errors.contains(
                "S3.Get: expected max <= 15ms, measured 40 ms over 20 calls in run 2 of 3\n"))
        #expect(breached.errors.contains("csm-record: check: BREACHED: 1 breached, 1 met\n"))
    }

    @Test func `a round without what a rule asks for has no verdict`() throws {
        let result = try run(
            ["-q", "--repeat", "2", "--assert", "S3.Get: calls >= 1"],
            [
                "sh", "-c",
                "test -e second && exit; touch second; exec \(Self.send.joined(separator: " ")) S3.Get=2x1",
            ])
        #expect(result.status == 98)
        #expect(result.errors.contains("no call was recorded in run 2 of 2"))
    }

    @Test func `all rounds are compared with a baseline that has none of them`() throws {
        let job = ["-q", "--repeat", "6", "--name", "main"]
        #expect(try run(job, Self.send + ["S3.Get=20x10"]).status == 0)
        let rules = ["--assert", "S3.Get: p50 <= baseline + 25%", "--baseline", "main@10"]
        let slower = try run(
            ["--repeat", "5", "--name", "main"] + rules, Self.send + ["S3.Get=20x15"])
        #expect(slower.status == 99)
        #expect(slower.errors.contains("main@10: there are only 6"))
        #expect(slower.errors.contains("5 of 5 new runs above the median of 6 base runs"))
    }

    @Test(
        arguments: [
            ["--repeat", "0"], ["--repeat", "x"], ["--repeat", "2", "--tag", "round=1"],
            ["--repeat", "5", "--assert", "total: calls <= 1", "--confirm", "5"],
            ["--confirm", "5"], ["--confirm", "4", "--assert", "total: calls <= 1"],
            ["--baseline", "main"],
        ])
    func `what makes no sense starts nothing`(options: [String]) throws {
        let result = try run(options, ["touch", "started"])
        #expect(result.status == 64)
        #expect(!FileManager.default.fileExists(atPath: recorded.folder.path("started")))
    }
}
