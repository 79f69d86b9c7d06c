import CSMAnalysis
import CSMBudget
import CSMEvents
import CSMReport

/// A check against ten runs of a baseline, and against a committed call list.
extension Example {
    /// As many runs are judged as asked for: one is not enough to tell that calls became slower.
    static func relativeCheck(runs: Int) throws -> CheckReport {
        let rules = """
            baseline: main@10
            total: calls <= baseline
            DynamoDB.Query: p50 <= baseline + 25%
            warn S3.*: p50 <= baseline + 5ms
            *: new == 0
            DynamoDB.Query: calls <= baseline + 10%
            host=*.example.com: attempts <= baseline

            """
        let base = (0..<10).map { run($0, isNew: false) }
        let new = (0..<runs).map { run($0, isNew: true) }
        let list = try CallList(
            "-\tDynamoDB.Query\t\(20 * runs)\n-\tS3.PutObject\t\(4 * runs)\ntest a\tSTS.GetCallerIdentity\t1\n"
        )
        return CheckReport(
            try CheckResult(
                new, by: Budget(rules, source: "csm.budget"),
                against: Baseline(base, named: "main@10"),
                comparing: CallListComparison(new, with: list, from: "csm.calls"),
                isStrict: false))
    }

    private static func run(_ index: Int, isNew: Bool) -> CheckedSession {
        var overview = sessions[isNew ? 1 : 0]
        overview.id = "\(isNew ? "b" : "a")00000000000000\(index)"
        overview.name = isNew ? "branch" : "main"
        overview.completeness = Completeness()
        overview.exitCode = 0
        overview.exitSignal = nil
        let luck = index % 3
        var samples = [
            sample(overview, "DynamoDB", "Query", 20, (isNew ? 21 : 14) + luck),
            sample(overview, "S3", "PutObject", 4, 40 + luck),
        ]
        if isNew { samples.append(sample(overview, "S3", "HeadObject", 2, 3)) }
        let line = TimeLine(of: overview, busy: [])
        return CheckedSession(overview, samples: samples, hasOperationsOnly: !isNew) { _ in
            CheckedSession.Setting(line: line, marks: SessionMarks([], on: line))
        }
    }

    private static func sample(
        _ session: SessionOverview, _ service: String, _ api: String, _ calls: Int, _ latency: Int
    ) -> SeriesSample {
        var latencies = LatencyHistogram()
        latencies.add(milliseconds: latency, count: calls)
        return SeriesSample(
            session: session.id,
            labels: EventLabels(
                level: .call, type: nil, service: service, api: api, clientID: "c",
                region: "eu-west-1", sdk: nil, sdkVersion: nil, userAgent: nil, host: nil,
                status: 200, exception: nil, isError: false, isThrottle: false),
            events: calls, attemptsExpected: calls, retries: 0, latencies: latencies, busy: [])
    }
}
