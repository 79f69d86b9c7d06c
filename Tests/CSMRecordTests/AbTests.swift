import CSMTestSupport
import Foundation
import Testing

/// `ab`: two commands in turns.
struct AbTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private func ab(_ arguments: String...) throws -> ProgramResult {
        try Program.run(
            Program.csmRecord, ["ab"] + arguments,
            environment: ["CSM_RECORD_DB": recorded.database], folder: recorded.folder.url.path)
    }

    private func send(_ calls: String) -> String {
        "\(Program.python) \(Recorded.sendCalls) \(calls)"
    }

    private func contents(_ file: String) throws -> String {
        try String(contentsOfFile: recorded.folder.path(file), encoding: .utf8)
    }

    @Test func `turns go ABBA, each after its preparation, warm-ups apart`() throws {
        let result = try ab(
            "-q", "--rounds", "3", "--warmup", "1", "--prepare", "printf . >>turns",
            "printf A >>turns", "printf B >>turns")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try contents("turns") == ".A.B" + ".A.B.B.A.A.B")
        #expect(result.output.contains("No calls to compare."))
        #expect(try recorded.sessions().count == 6)
    }

    @Test func `what became slower is found, and the sessions can be compared again`() throws {
        let result = try ab(
            send("S3.Get=20x10 S3.Put=4x10"), send("S3.Get=20x20 S3.Put=5x10"))
        #expect(result.status == 0)
        #expect(result.output.contains("slower") && result.output.contains("more calls"))
        #expect(result.output.contains("5 runs of base against 5 of new."))
        #expect(result.errors == "csm-record: again: csm-record compare base@5 new@5\n")
        let again = try recorded("compare", "base@5", "new@5")
        #expect(again.output == result.output)
        let rounds = try recorded.sessions().reversed().map {
            "\($0["name"].string ?? "")\($0["tags"]["round"].string ?? "")"
        }
        #expect(
            rounds == [
                "base1", "new1", "new2", "base2", "base3", "new3", "new4", "base4", "base5", "new5",
            ])
    }

    @Test func `the report goes where compare's would, and --fail-on fails`() throws {
        let result = try ab(
            "-q", "--rounds", "2", "--names", "py,go", "--format", "json", "-o", "report.json",
            "--fail-on", "more-calls", send("S3.Get=2x10"), send("S3.Get=3x10"))
        #expect(result.status == 99)
        #expect(result.output.isEmpty && result.errors.isEmpty)
        let report = try JSON(try contents("report.json"))
        #expect(report["schema"].string == "csm-record/compare/1")
        #expect(report["base"].array.map(\.["name"].string) == ["py", "py"])
        #expect(report["new"].array.map(\.["name"].string) == ["go", "go"])
        #expect(
            try ab("-q", "--rounds", "2", "--fail-on", "slower", "true", "true").status == 98)
    }

    @Test func `what commands write is hidden, unless it is asked for`() throws {
        let noise = "cat; echo out; echo err >&2"
        let hidden = try ab("-q", "--rounds", "1", noise, noise)
        #expect(hidden.errors.isEmpty && !hidden.output.contains("out"))
        let shown = try ab("-q", "--rounds", "1", "--show-output", noise, noise)
        #expect(shown.errors == "out\nerr\nout\nerr\n")
        #expect(shown.output == hidden.output)
    }

    @Test func `a command that fails ends it with its code, its round and what it wrote`() throws {
        let failing = "test -e second && { seq 20 >&2; exit 3; }; touch second"
        let failed = try ab("-q", "true", failing)
        #expect(failed.status == 3)
        #expect(
            failed.errors.hasPrefix("csm-record: new exited with 3 in round 2 of 5: test -e second")
        )
        #expect(failed.errors.contains("csm-record:   | 11\n"))
        #expect(failed.errors.contains("csm-record:   | 20\n"))
        #expect(!failed.errors.contains("csm-record:   | 10\n"))
        #expect(failed.output.isEmpty)
        let prepared = try ab("-q", "--prepare", "exit 4", "true", "true")
        #expect(prepared.status == 4)
        #expect(prepared.errors == "csm-record: --prepare exited with 4 in round 1 of 5: exit 4\n")
        let warming = try ab("-q", "--warmup", "1", "true", "no-such-program")
        #expect(warming.status == 127)
        #expect(warming.errors.contains("new exited with 127 while warming up: no-such-program\n"))
        let ignored = try ab("-i", "--rounds", "2", "true", failing)
        #expect(ignored.status == 0)
        #expect(ignored.errors.contains("csm-record: new failed in 2 of 2 runs\n"))
    }

    @Test func `Ctrl-C prints what there is`() throws {
        let slow =
            "test -e third && { touch waiting; exec sleep 60; }; "
            + "test -e second && touch third; touch second; exec \(send("S3.Get=3x10"))"
        let program = try Program.start(
            Program.csmRecord, ["ab", send("S3.Get=2x10"), slow],
            environment: ["CSM_RECORD_DB": recorded.database], folder: recorded.folder.url.path)
        let waiting = recorded.folder.path("waiting")
        #expect(RunningProgram.eventually { FileManager.default.fileExists(atPath: waiting) })
        program.send(SIGINT)
        let result = program.finish()
        #expect(result.status == 130)
        #expect(result.errors == "csm-record: interrupted after 5 of 10 runs\n")
        #expect(result.output.contains("more calls"))
        #expect(result.output.contains("3 runs of base against 2 of new."))
    }

    @Test func `a terminal sees the round, the time left and the first figures`() throws {
        let progress = Fixtures.root.appending(
            path: "Tests/CSMRecordTests/Oracle/progress.py"
        ).path
        func screen(_ options: String...) throws -> String {
            try Program.run(
                Program.python,
                [progress, "100", "none", Program.csmRecord, "ab", "--rounds", "2"] + options
                    + [send("S3.Get=2x10"), send("S3.Get=3x20")],
                environment: ["CSM_RECORD_DB": recorded.database, "TERM": "xterm"]
            ).output
        }
        let lines = try screen().components(separatedBy: "\r\u{1B}[K")
        #expect(lines.count == 7)
        #expect(lines[1] == "csm-record: round 1 of 2 [....................] 0%")
        #expect(
            lines[3].hasPrefix(
                "csm-record: round 2 of 2 [##########..........] 50% 2 -> 3 calls, "
                    + "p50 10 -> 20 ms, 0:0"))
        #expect(lines[3].hasSuffix(" left"))
        #expect(lines[6] == "csm-record: again: csm-record compare base@2 new@2\r\n")
        #expect(try screen("-q").isEmpty)
        #expect(try !screen("--show-output").contains("round"))
    }

    @Test(
        arguments: [
            ["true"], ["true", "true", "true"], ["--rounds", "0", "true", "true"],
            ["--warmup", "-1", "true", "true"], ["--names", "a", "true", "true"],
            ["--names", "a,a", "true", "true"], ["--names", "a,@b", "true", "true"],
        ])
    func `what makes no sense is a usage error`(arguments: [String]) throws {
        #expect(try recorded(["ab"] + arguments).status == 64)
        #expect(try recorded.sessions().isEmpty)
    }

    // MARK: A real program

    @Test func `boto3 behind a proxy: the one delayed operation is slower, and nothing else`()
        throws
    {
        let moto = try MotoServer()
        let oracle = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle").path
        let proxy = try Program.start(
            Program.python, [oracle + "/delay_proxy.py", moto.endpoint, "SQS.SendMessage", "15"])
        defer {
            proxy.send(SIGKILL)
            _ = proxy.finish()
        }
        #expect(RunningProgram.eventually { proxy.output.split(separator: "\n").count == 2 })
        let endpoints = proxy.output.split(separator: "\n").map(String.init)
        let job = "\(Program.python) \(oracle)/ten_operations.py"
        func verdicts(_ new: String) throws -> [String: [String]] {
            let result = try ab(
                // More than the least: other tests that run meanwhile may spoil one.
                "-q", "--rounds", "7", "--warmup", "1", "--all", "--format", "json",
                "\(job) \(endpoints[0])", "\(job) \(new)")
            #expect(result.status == 0, "\(result.errors)")
            let rows = try JSON(result.output)["rows"].array
            #expect(rows.count == 10)
            return Dictionary(
                rows.map { row in
                    (
                        "\(row["service"].string ?? "").\(row["api"].string ?? "")",
                        row["verdicts"].array.compactMap(\.string)
                    )
                }
            ) { first, _ in first }
        }
        /// A false alarm in one of twenty comparisons is what is promised, and is no failure.
        func eventually(_ new: String, _ isRight: ([String: [String]]) -> Bool) throws -> Bool {
            for _ in 0..<3 where isRight(try verdicts(new)) { return true }
            return false
        }
        #expect(
            try eventually(endpoints[1]) { verdicts in
                verdicts.filter { $0.value.contains("slower") }.map(\.key) == ["SQS.SendMessage"]
            })
        #expect(
            try eventually(endpoints[0]) { verdicts in
                verdicts.allSatisfy { $0.value == ["no change seen"] }
            })
    }
}
