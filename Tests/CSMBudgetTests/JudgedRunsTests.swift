import CSMAnalysis
import CSMBudget
import CSMEvents
import Testing

/// Sessions that are runs of one command: limits are those of a run.
struct JudgedRunsTests {
    /// A run with so many calls of S3.Get, the first of them of that latency.
    private static func run(_ calls: Int, _ latency: Int32 = 10) -> MadeSession {
        var session = MadeSession()
        for call in 0..<calls {
            session.call("S3.Get", call == 0 ? latency : 10, at: Int64(call) * 100)
        }
        return session
    }

    private static func result(
        _ rules: String, _ runs: [MadeSession], against baseline: Baseline? = nil
    ) throws -> CheckResult {
        try CheckResult(
            runs.map(\.checked), by: Budget(rules, source: "csm.budget"), against: baseline,
            areRuns: true, isStrict: false)
    }

    @Test(
        arguments: [
            ("total: calls <= 20", .met, nil, 20), ("S3.*: calls <= 19", .breached, 2, 20),
            ("S3.Get: calls >= 10", .met, nil, 10), ("S3.Get: calls >= 11", .breached, 1, 10),
            ("S3.Get: max <= 39ms", .breached, 3, 40), ("S3.Get: max <= 40ms", .met, nil, 40),
            ("other: calls == 0", .breached, 1, 10), ("S3.Get: calls == 20", .breached, 1, 10),
        ] as [(String, Verdict.Outcome, Int?, Int)])
    func `a rule is judged by the run that is worst off`(
        rule: String, outcome: Verdict.Outcome, run: Int?, measured: Int
    ) throws {
        let result = try Self.result(
            rule, [Self.run(10), Self.run(20), Self.run(15, 40)])
        let verdict = try #require(result.verdicts.first)
        #expect(result.verdicts.count == 1)
        #expect(verdict.outcome == outcome)
        #expect(verdict.measured == Quantity(measured))
        if let run { #expect(verdict.run?.number == run && verdict.run?.count == 3) }
    }

    @Test func `a run in which nothing was called has no verdict`() throws {
        let result = try Self.result("S3.Get: calls >= 1", [Self.run(10), MadeSession()])
        #expect(result.conclusion == .noVerdict)
        #expect(result.verdicts.map(\.outcome) == [.met, .none])
        #expect(result.verdicts[1].run?.number == 2)
    }

    @Test func `rules that go by a baseline take all runs together, in the order of rules`() throws
    {
        let base = Baseline((0..<6).map { _ in Self.run(20).checked }, named: "main")
        let result = try Self.result(
            "S3.Get: calls <= 20\nS3.Get: calls <= baseline\ntotal: calls <= 20",
            [Self.run(20), Self.run(21)], against: base)
        #expect(result.verdicts.map(\.rule.place.line) == [1, 2, 3])
        #expect(result.verdicts.map(\.outcome) == [.breached, .breached, .breached])
        #expect(result.verdicts.map(\.run?.number) == [2, nil, 2])
        #expect(result.verdicts[1].comparison?.newRuns == 2)
    }

    @Test(
        arguments: [
            (6, "S3.Get: max <= baseline", 1), (4, "S3.Get: max <= baseline", 0),
            (6, "S3.Get: max <= baseline\nS3.Get: max < baseline", 2),
            (6, "warn S3.Get: max <= baseline", 0), (6, "S3.Get: max <= baseline + 1s", 0),
            (6, "S3.Get: max <= baseline\ntotal: calls <= 1", 0),
            (6, "S3.Get: max <= baseline\nS3.Put: max < 1s", 0),
        ])
    func `rules are to be confirmed where that may settle them`(
        baseline: Int, rules: String, count: Int
    ) throws {
        let base = Baseline((0..<baseline).map { _ in Self.run(20).checked }, named: "main")
        #expect(
            try Self.result(rules, [Self.run(20, 40)], against: base).rulesToConfirm == count)
    }
}
