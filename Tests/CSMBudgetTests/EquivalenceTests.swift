import CSMAnalysis
import CSMBudget
import CSMEvents
import CSMTestSupport
import Testing

/// Rules are judged by counts where these are enough; that must never show.
struct EquivalenceTests {
    @Test(arguments: 0..<60)
    func `rules measure what a look at every event for every rule gives`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let sessions = (0...seed % 2).map { _ in Self.session(&random) }
        let rules = (0..<60).map { _ in Self.rule(&random) }
        let budget = try Budget(rules.joined(separator: "\n"), source: "csm.budget")
        let verdicts = try CheckResult(sessions.map(\.checked), by: budget, isStrict: false)
            .verdicts
        let plain = PlainJudge(sessions)
        var breaches = 0
        for rule in budget.rules {
            let own = verdicts.filter { $0.rule.place == rule.place }
            let expected = plain.figures(of: rule)
            if expected.isEmpty {
                #expect(own.count == 1 && own[0].measured == nil, "\(rule.source)")
                continue
            }
            #expect(own.count == expected.count, "\(rule.source)")
            for (verdict, var expected) in zip(own, expected) {
                if verdict.outcome != .breached { expected.worst = [] }
                breaches += verdict.outcome == .breached ? 1 : 0
                #expect(Self.figures(verdict) == expected, "\(rule.source)")
            }
        }
        #expect(breaches > 0)
    }

    private static func figures(_ verdict: Verdict) -> PlainJudge.Figures {
        PlainJudge.Figures(
            mark: verdict.mark, operation: verdict.operation, measured: verdict.measured,
            count: verdict.calls,
            worst: verdict.worst.map {
                PlainJudge.text($0.labels, $0.offset ?? -1, $0.latency, $0.attemptCount)
            })
    }

    /// Calls that overlap, start together, and lack now and then what others say.
    private static func session(_ random: inout SeededGenerator) -> MadeSession {
        var session = MadeSession()
        var open: [String] = []
        var time: Int64 = 0
        let lacks = Bool.random(using: &random)
        for index in 0..<Int.random(in: 1...150, using: &random) {
            time += Int64.random(in: 0...4, using: &random)
            switch Int.random(in: 0..<20, using: &random) {
            case 0:
                open.append("test_\(index % 7)")
                session.mark(open[open.count - 1], .begin, at: time)
            case 1:
                if let name = open.popLast() { session.mark(name, .end, at: time) }
            default:
                let isError = Int.random(in: 0..<9, using: &random) == 0
                let isSilent = lacks && Int.random(in: 0..<30, using: &random) == 0
                session.call(
                    ["S3.Get", "S3.Put", "DynamoDB.Query", "STS.AssumeRole"]
                        .randomElement(using: &random) ?? "",
                    isSilent ? nil : Int32.random(in: 0...25, using: &random),
                    at: time - Int64.random(in: 0...9, using: &random),
                    attempts: isSilent
                        ? nil : [0, 1, 1, 1, 2, 3].randomElement(using: &random) ?? 1,
                    isError: isError, throttled: Int.random(in: 0...9, using: &random) == 0 ? 1 : 0,
                    region: ["eu-west-1", "us-east-1"].randomElement(using: &random),
                    status: isError ? 503 : 200)
            }
        }
        return session
    }

    private static func rule(_ random: inout SeededGenerator) -> String {
        func one(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
        let isOfAttempts = Int.random(in: 0..<6, using: &random) == 0
        var selectors = [one(["*", "S3.*", "S3.Get", "DynamoDB", "s?s.*", "SNS.*"])]
        if Bool.random(using: &random) { selectors.append(one(["region=eu*", "status=5*"])) }
        if Int.random(in: 0..<3, using: &random) == 0 { selectors.append("per=mark") }
        if isOfAttempts { selectors.append("host=h") }
        let counts = ["calls", "errors", "retries", "burst(5ms)", "burst(20ms)"]
        let ofBoth = ["attempts", "throttles", "min", "mean", "max", "time", "p50", "p95", "p99.9"]
        let metric = one(isOfAttempts ? ofBoth : ofBoth + counts + ["error_rate", "retry_rate"])
        let isLatency = ["min", "mean", "max", "time"].contains(metric) || metric.hasPrefix("p")
        let limit =
            metric.hasSuffix("rate")
            ? one(["0", "5%", "40%"])
            : one(["0", "2", "10", "60"]) + (isLatency ? "ms" : "")
        return one(["", "total "]) + selectors.joined(separator: ", ")
            + ": \(metric) \(one(["<=", "<=", "<", "==", "!=", ">=", ">"])) \(limit)"
    }
}
