import CSMAnalysis
import CSMBudget
import CSMEvents
import Testing

/// Rules that go by a baseline.
struct RelativeRuleTests {
    /// A run with a bit of luck of its own, by its number from 0 on.
    ///
    /// - S3.Get: 20 calls of 10, 11 or 12 ms
    /// - S3.Put: 25, 26 or 27 calls of 5 ms, one of them failed in the first run
    /// - DynamoDB.Query: 4 calls of 40 ms and of `luck` more, a retry each
    /// - SQS.Send: 2 calls without a latency
    private static func run(
        _ index: Int, slower: Int32 = 0, puts: Int? = nil, state: String = "complete",
        hasOperationsOnly: Bool = false, extra: (inout MadeSession) -> Void = { _ in }
    ) -> MadeSession {
        let luck = index % 3
        var session = MadeSession()
        session.state = state
        session.hasOperationsOnly = hasOperationsOnly
        for call in 0..<20 {
            session.call("S3.Get", 10 + Int32(luck) + slower, at: Int64(call) * 100)
        }
        for call in 0..<(puts ?? 25 + luck) {
            session.call(
                "S3.Put", 5, at: 5_000 + Int64(call) * 10, isError: index == 0 && call == 0)
        }
        for call in 0..<4 {
            session.call(
                "DynamoDB.Query", 40 + Int32(luck), at: 9_000 + Int64(call), attempts: 2,
                throttled: 1, region: "us-east-1")
        }
        for call in 0..<2 { session.call("SQS.Send", nil, at: 9_500 + Int64(call)) }
        extra(&session)
        return session
    }

    private static let base = (0..<10).map { run($0) }

    private static func result(
        _ rules: String, _ new: [MadeSession], against base: [MadeSession] = base,
        isStrict: Bool = false
    ) throws -> CheckResult {
        try verdicts(
            rules, new, against: Baseline(base.map(\.checked), named: "main@10"),
            isStrict: isStrict)
    }

    /// Rules on one run like those of the baseline, of the most calls and the most luck.
    @Test(
        arguments: [
            ("S3.Put: calls <= baseline", .met), ("S3.Put: calls < baseline", .breached),
            ("S3.Put: calls < baseline + 1", .met), ("S3.Put: calls == baseline", .met),
            ("S3.Put: calls != baseline", .breached), ("S3.Put: calls >= baseline", .met),
            ("S3.Put: calls > baseline", .met), ("S3.Put: calls > baseline + 2", .breached),
            ("S3.Put: calls >= baseline + 8%", .met),
            ("S3.Put: calls >= baseline + 8.1%", .breached),
            ("total: calls <= baseline", .met), ("total: calls < baseline", .breached),
            ("total S3.*: calls <= baseline", .met), ("*: attempts <= baseline", .met),
            ("total: attempts < baseline", .breached), ("*: retries <= baseline", .met),
            ("DynamoDB.Query: retries < baseline", .breached),
            ("*: errors <= baseline", .met), ("S3.Put: errors < baseline", .met),
            ("S3.Put: error_rate <= baseline", .met), ("*: error_rate <= baseline + 10%", .met),
            ("DynamoDB.*: retry_rate <= baseline", .met),
            ("DynamoDB.*: retry_rate < baseline", .breached),
            ("DynamoDB.*: throttles <= baseline", .met),
            ("*: burst(50ms) <= baseline", .met), ("S3.Put: burst(50ms) < baseline", .breached),
            ("region=us-*: calls <= baseline", .met), ("client=app: calls <= baseline", .met),
            ("host=h: attempts <= baseline", .met), ("status=200: calls <= baseline", .met),
            ("S3.Get: p50 <= baseline", .suspect), ("S3.Get: p50 <= baseline + 9%", .suspect),
            ("S3.Get: p50 <= baseline + 9.1%", .met), ("S3.Get: p50 <= baseline + 1ms", .met),
            ("S3.Get: p50 <= baseline + 25%", .met), ("S3.Get: p50 < baseline + 1ms", .suspect),
            ("S3.Get: mean <= baseline + 0.5ms", .suspect), ("S3.Put: max <= baseline", .met),
            ("S3.Put: min < baseline", .suspect), ("S3.Get: time <= baseline + 25%", .met),
            ("total S3.*: p95 <= baseline + 1ms", .met), ("SQS.Send: p50 <= baseline", .none),
            ("S3.Get: p50 <= baseline when calls >= 21", .notApplied),
            ("S3.Put: calls < baseline when calls >= 27", .breached),
            ("S3.Put: calls < baseline when calls >= 28", .notApplied),
            ("*: new == 0", .met), ("total: new == 0", .met), ("total: new >= 1", .breached),
            ("other: calls <= baseline", .met), ("S3.Delete: calls <= baseline", .met),
            ("S3.Delete: calls >= baseline", .none), ("S3.Delete: new == 0", .met),
            ("warn S3.Put: calls < baseline", .breached),
        ] as [(String, Verdict.Outcome)])
    func `a rule has its verdict`(rule: String, outcome: Verdict.Outcome) throws {
        let verdicts = try Self.result(rule, [Self.run(2)]).verdicts
        let order: [Verdict.Outcome] = [.breached, .suspect, .none, .notApplied, .met]
        let worst = order.first { outcome in verdicts.contains { $0.outcome == outcome } }
        #expect(worst == outcome, "\(verdicts.map { "\($0.operation ?? "") \($0.outcome)" })")
    }

    @Test func `a count is compared with the largest of the baseline, and a limit is told`() throws
    {
        let verdict = try Self.result(
            "S3.Put: calls <= baseline + 10%", [Self.run(0, puts: 30)]
        ).verdicts[0]
        #expect(verdict.outcome == .breached)
        #expect(verdict.limit?.value == 29.7 && verdict.measured == Quantity(30))
        #expect(verdict.comparison?.base == Quantity(27))
        #expect(verdict.comparison?.baseRuns == 10 && verdict.comparison?.newRuns == 1)
    }

    @Test func `each run counts on its own, not all runs together`() throws {
        let met = try Self.result("total: calls <= baseline", (0..<5).map { Self.run($0) })
        #expect(met.conclusion == .passed)
        let runs = (0..<5).map { Self.run($0, puts: $0 == 3 ? 28 : 25) }
        let breached = try Self.result("S3.Put: calls <= baseline", runs)
        #expect(breached.verdicts[0].measured == Quantity(28) && breached.conclusion == .breached)
    }

    @Test func `an operation that the baseline never calls is more than it allows, and new`() throws
    {
        let run = Self.run(1) { $0.call("S3.Delete", 10) }
        #expect(try Self.result("S3.*: calls <= baseline", [run]).conclusion == .breached)
        let each = try Self.result("*: new == 0", [run]).verdicts.filter { $0.outcome == .breached }
        #expect(each.map(\.operation) == ["S3.Delete"])
        let total = try Self.result("total: new <= 0", [run]).verdicts[0]
        #expect(total.outcome == .breached && total.measured == Quantity(1))
        #expect(total.operations.map(\.name) == ["S3.Delete"])
        // Whether it is slow nobody can tell.
        let latency = try Self.result("S3.Delete: p50 <= baseline", [run]).verdicts[0]
        #expect(latency.outcome == .notApplied)
        #expect(latency.reason == "no baseline run has this operation")
    }

    @Test func `an operation that is called no more breaks a limit from below`() throws {
        var run = MadeSession()
        for call in 0..<20 { run.call("S3.Get", 10, at: Int64(call)) }
        let verdict = try Self.result("S3.Put: calls >= baseline", [run]).verdicts[0]
        #expect(verdict.outcome == .breached && verdict.operation == "S3.Put")
        #expect(verdict.measured == Quantity(0) && verdict.limit == Quantity(25))
    }

    // MARK: Latency

    @Test func `one slow run is suspect, and five are a breach`() throws {
        let rule = "S3.Get: p50 <= baseline + 25%"
        let one = try Self.result(rule, [Self.run(0, slower: 10)])
        #expect(one.verdicts[0].outcome == .suspect && one.conclusion == .passed)
        #expect(
            one.verdicts[0].comparison?.change?.verdict == .tooFew(missingBase: 0, missingNew: 4))
        #expect(
            try Self.result(rule, [Self.run(0, slower: 10)], isStrict: true).conclusion
                == .noVerdict)
        let five = try Self.result(rule, (0..<5).map { Self.run($0, slower: 10) })
        #expect(five.verdicts[0].outcome == .breached && five.conclusion == .breached)
        #expect(five.verdicts[0].comparison?.change?.newAboveBaseMedian == 5)
        // Two of five do not move the median.
        let two = try Self.result(rule, (0..<5).map { Self.run($0, slower: $0 < 2 ? 10 : 0) })
        #expect(two.verdicts[0].outcome == .met)
    }

    @Test func `what is slower by less than 10 % or 2 ms is never a breach`() throws {
        let result = try Self.result(
            "S3.Get: p50 <= baseline", (0..<5).map { Self.run($0, slower: 2) })
        #expect(result.verdicts[0].outcome == .suspect)
    }

    // MARK: What is not known

    @Test func `without a baseline its rules have no verdict, and the others are judged`() throws {
        let rules = "S3.Put: calls <= baseline\nS3.Put: calls <= 30\n*: new == 0"
        let none = try verdicts(rules, [Self.run(0)], against: nil)
        #expect(none.verdicts.map(\.outcome) == [.none, .met, .none])
        #expect(none.verdicts[0].reason?.contains("--baseline") == true)
        #expect(none.conclusion == .noVerdict)
        let absent = try verdicts(
            rules, [Self.run(0)], against: Baseline(absentBecause: "cannot read csm.baseline"))
        #expect(absent.verdicts[0].reason == "cannot read csm.baseline")
        let empty = try Self.result(rules, [Self.run(0)], against: [])
        #expect(empty.verdicts[0].reason == "baseline main@10 has no session")
    }

    @Test(arguments: [
        "host=h: attempts <= baseline", "region=us-*: calls <= baseline",
        "client=app: calls <= baseline", "status=200: calls <= baseline",
        "total per=mark: calls <= baseline", "*: burst(50ms) <= baseline",
    ])
    func `a baseline file does not tell more than operations`(rule: String) throws {
        let base = (0..<10).map { Self.run($0, hasOperationsOnly: true) }
        let verdict = try Self.result(rule, [Self.run(0)], against: base).verdicts[0]
        #expect(verdict.outcome == .none && verdict.reason?.contains("baseline file") == true)
        let operations = try Self.result("*: calls <= baseline", [Self.run(0)], against: base)
        #expect(operations.conclusion == .passed)
    }

    @Test func `a baseline with data missing never makes a breach`() throws {
        let base = [Self.run(0), Self.run(1, state: "interrupted")]
        let breach = try Self.result("S3.Put: calls <= baseline", [Self.run(2)], against: base)
        #expect(breach.verdicts[0].outcome == .none)
        #expect(breach.verdicts[0].reason?.hasPrefix("baseline: session") == true)
        let met = try Self.result("S3.Put: calls <= baseline", [Self.run(1)], against: base)
        #expect(met.conclusion == .passed)
    }

    @Test func `a judged run with data missing never passes`() throws {
        let run = Self.run(0, state: "interrupted")
        #expect(try Self.result("S3.Put: calls <= baseline", [run]).conclusion == .noVerdict)
        #expect(try Self.result("S3.Put: calls < baseline + 1", [run]).conclusion == .noVerdict)
        #expect(
            try Self.result("S3.Put: calls < baseline", [Self.run(2, state: "interrupted")])
                .conclusion == .breached)
    }

    @Test func `marks are compared where both sides have them`() throws {
        func marked(_ calls: Int) -> MadeSession {
            Self.run(0) { session in
                session.mark("test_a", .begin, at: 20_000)
                for call in 0..<calls { session.call("S3.Head", 1, at: 20_001 + Int64(call)) }
                session.mark("test_a", .end, at: 21_000)
            }
        }
        let rule = "total per=mark: calls <= baseline"
        #expect(try Self.result(rule, [marked(3)], against: [marked(3)]).conclusion == .passed)
        let breach = try Self.result(rule, [marked(4)], against: [marked(3), marked(2)])
        #expect(breach.verdicts[0].mark == "test_a" && breach.conclusion == .breached)
    }

    @Test func `limits beyond what can be told exactly are no verdict`() throws {
        var run = MadeSession()
        for _ in 0..<3 { run.call("S3.Get", .max) }
        let verdict = try Self.result(
            "S3.Get: time <= baseline + 999999.999999%", [run],
            against: [run, run, run]
        ).verdicts[0]
        #expect(verdict.outcome == .none)
        #expect(verdict.reason == "the limit is too large to compute")
    }

    @Test func `relative limits are not lowered`() throws {
        let budget = try Budget("S3.Put: calls <= baseline + 50\n*: new <= 9", source: "b")
        let result = try Self.result(budget.text, [Self.run(0)])
        #expect(Ratchet(budget, result.verdicts).changes.isEmpty)
    }
}
