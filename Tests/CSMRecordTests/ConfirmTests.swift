import CSMTestSupport
import Foundation
import Testing

/// `run --check --confirm`: what is suspect is run again, and nothing else.
struct ConfirmTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private func run(_ options: [String], _ command: [String]) throws -> ProgramResult {
        try Program.run(
            Program.csmRecord, ["run"] + options + ["--"] + command,
            environment: ["CSM_RECORD_DB": recorded.database], folder: recorded.folder.url.path)
    }

    private static let send = [Program.python, Recorded.sendCalls]
    private static let rule = ["--assert", "S3.Get: p50 <= baseline + 25%"]

    /// Records runs of 10 ms a call as the baseline.
    private func recordBaseline(_ runs: Int) throws {
        let result = try run(
            ["-q", "--repeat", "\(runs)", "--name", "main"], Self.send + ["S3.Get=20x10"])
        #expect(result.status == 0, "\(result.errors)")
    }

    /// Runs a job whose runs have these latencies, one after another.
    private func job(_ latencies: String, rules: [String] = rule) throws -> ProgramResult {
        let file = recorded.folder.path("latencies")
        try latencies.write(toFile: file, atomically: true, encoding: .utf8)
        return try run(
            ["--name", "job", "--baseline", "main@10", "--confirm", "5"] + rules,
            Self.send + ["S3.Get=20x\(file)"])
    }

    private func rounds() throws -> [String?] {
        try recorded.sessions().reversed().filter { $0["name"].string == "job" }
            .map { $0["tags"]["round"].string }
    }

    @Test func `a first run that was slow by chance is run again, and passes`() throws {
        try recordBaseline(6)
        let result = try job("40 10")
        #expect(result.status == 0)
        #expect(
            result.errors.contains(
                "csm-record: 1 rule is suspect: running again, round 2 of 5\n"
                    + "csm-record: round 2 of 5: 20 calls, 0 errors, 200 ms\n"))
        #expect(result.errors.contains("csm-record: check: PASSED: 1 met\n"))
        #expect(result.errors.hasSuffix("csm-record: next: csm-record stats job@5\n"))
        #expect(!result.errors.contains("≈"))
        #expect(try rounds() == ["1", "2", "3", "4", "5"])
    }

    @Test func `what is slower in every run is breached`() throws {
        try recordBaseline(6)
        let result = try job("15")
        #expect(result.status == 99)
        #expect(
            result.errors.contains("5 of 5 new runs above the median of 6 base runs, p = 0.002"))
        #expect(try rounds().count == 5)
    }

    @Test func `where nothing is suspect, the command runs once`() throws {
        try recordBaseline(6)
        let result = try job("11")
        #expect(result.status == 0)
        #expect(!result.errors.contains("round"))
        #expect(try rounds() == ["1"])
    }

    /// What fails whatever further runs say, what never fails, and what they cannot prove.
    @Test(
        arguments: [
            (6, ["--assert", "S3.Get: calls <= 19"], 99),
            (6, ["--assert", "S3.Put: p50 <= 1s"], 98), (4, [], 0),
        ] as [(Int, [String], Int32)])
    func `where further runs change nothing, there are none`(
        baseline: Int, rules: [String], code: Int32
    ) throws {
        try recordBaseline(baseline)
        let result = try job("40", rules: Self.rule + rules)
        #expect(result.status == code)
        #expect(result.errors.contains("≈ suspect"))
        #expect(try rounds() == ["1"])
    }

    @Test func `a warning is not confirmed`() throws {
        try recordBaseline(6)
        let result = try job("40", rules: ["--assert", "warn S3.Get: p50 <= baseline + 25%"])
        #expect(result.status == 0)
        #expect(try rounds() == ["1"])
    }

    @Test func `without a baseline, or after a failure, the command runs once`() throws {
        #expect(try job("40").status == 98)
        #expect(try rounds() == ["1"])
        try recordBaseline(6)
        let failed = try run(
            ["--name", "job", "--baseline", "main@10", "--confirm", "5"] + Self.rule,
            ["sh", "-c", Self.send.joined(separator: " ") + " S3.Get=20x40; exit 7"])
        #expect(failed.status == 7)
        #expect(try rounds() == ["1", "1"])
    }

    @Test func `a failure in a later round is the command's`() throws {
        try recordBaseline(6)
        let script =
            "test -e second && exit 7; touch second; exec "
            + Self.send.joined(separator: " ") + " S3.Get=20x40"
        let result = try run(
            ["--name", "job", "--baseline", "main@10", "--confirm", "5"] + Self.rule,
            ["sh", "-c", script])
        #expect(result.status == 7)
        #expect(result.errors.contains("the command exited with 7 in round 2 of 5"))
        #expect(try rounds() == ["1", "2"])
    }

    @Test func `a damaged baseline file is an error before the command starts`() throws {
        try recordBaseline(1)
        let file = recorded.folder.path("csm.baseline")
        let exported = try recorded("export", "main").output.split(separator: "\n")
        try (exported.dropLast().joined(separator: "\n") + "\n").write(
            toFile: file, atomically: true, encoding: .utf8)
        for options in [["--baseline", file], ["--budget", recorded.folder.path("csm.budget")]] {
            try "baseline: csm.baseline\nS3.Get: calls <= baseline\n".write(
                toFile: recorded.folder.path("csm.budget"), atomically: true, encoding: .utf8)
            let result = try run(
                options + (options[0] == "--budget" ? [] : Self.rule), ["touch", "started"])
            #expect(result.status == 125)
            #expect(result.errors.contains("csm.baseline"))
        }
        #expect(!FileManager.default.fileExists(atPath: recorded.folder.path("started")))
        #expect(try recorded.sessions().count == 1)
    }

    @Test func `a rule of a baseline is judged by one run, too`() throws {
        try recordBaseline(1)
        let rules = ["--assert", "*: calls <= baseline", "--baseline", "main"]
        #expect(try run(["-q"] + rules, Self.send + ["S3.Get=20x10"]).status == 0)
        // It is of the same name, and not its own baseline.
        let more = try run(["-q", "--name", "main"] + rules, Self.send + ["S3.Get=21x10"])
        #expect(more.status == 99)
        #expect(more.errors.contains("measured 21"))
    }
}
