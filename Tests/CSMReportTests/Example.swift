import CSMAnalysis
import CSMEvents

/// A session that has something for every column to show.
enum Example {
    static let sessions = [
        session(id: "189895f3b6500e1e", name: "nightly", exitCode: 0, calls: 412, errors: 3),
        session(id: "0c5e0d7b11aa9f42", name: nil, exitCode: 143, exitSignal: 15, calls: 1),
        session(id: "77aa9f420c5e0d7b", name: "a|b\u{1B}[31m", state: "interrupted", calls: 12_345),
    ]

    private static func session(
        id: String, name: String?, state: String = "complete", exitCode: Int32? = nil,
        exitSignal: Int32? = nil, calls: Int, errors: Int = 0
    ) -> SessionOverview {
        var completeness = Completeness()
        completeness.received = calls * 2 + 3
        completeness.decoded = calls * 2 + 1
        completeness.undecodable = 1
        completeness.empty = 1
        completeness.attemptsExpected = calls + 2
        completeness.attemptsSeen = calls
        let start: Int64 = 1_795_427_367_000_000
        return SessionOverview(
            id: id, name: name, command: ["pytest", "-q", "tests/a b"],
            workingFolder: "/home/me/app",
            host: "build-1", tags: [("branch", "main")], toolVersion: "0.1.0", state: state,
            startedAt: start, endedAt: state == "complete" ? start + 12_345_678 : nil,
            lastArrival: 12_000_000,
            exitCode: exitCode, exitSignal: exitSignal, calls: calls, errors: errors,
            keepsSecrets: false, completeness: completeness)
    }

    static func report() -> LatencyReport {
        report(of: samples, in: sessions[0], percentiles: ["50", "90", "95", "99"])
    }

    static func emptyReport() -> LatencyReport {
        var session = sessions[0]
        session.completeness = Completeness()
        return report(of: [], in: session, percentiles: ["50"])
    }

    private static func report(
        of samples: [SeriesSample], in session: SessionOverview, percentiles: [String]
    ) -> LatencyReport {
        var tally = StatisticsTally(StatisticsQuery())
        for sample in samples { tally.add(sample) }
        return LatencyReport(
            of: tally, in: [session], percentiles: percentiles.compactMap { Percentile($0) })
    }

    private static let samples = [
        sample("DynamoDB", "GetItem", (0..<300).map { 3 + $0 % 17 }),
        sample("DynamoDB", "GetItem", [900, 1_200], isError: true),
        sample("DynamoDB", "GetItem", (0..<305).map { 2 + $0 % 17 }, level: .attempt),
        sample("DynamoDB", "GetItem", [1, 1, 1], level: .attempt, isThrottle: true),
        sample("S3", "PutObject", (0..<70).map { 40 + $0 * 3 }),
        sample("Elastic Load Balancing v2", "DescribeLoadBalancersWithAVeryLongName", [12_000]),
        sample("CloudWatch Logs", "PutLogEvents", []),
        sample("evil\u{1B}[31m|<b>", "=1+1", [5]),
    ]

    private static func sample(
        _ service: String, _ api: String, _ latencies: [Int], level: EventLevel = .call,
        isError: Bool = false, isThrottle: Bool = false
    ) -> SeriesSample {
        var histogram = LatencyHistogram()
        for latency in latencies { histogram.add(milliseconds: latency) }
        return SeriesSample(
            session: sessions[0].id,
            labels: EventLabels(
                level: level, type: nil, service: service, api: api, clientID: nil, region: nil,
                sdk: nil, sdkVersion: nil, userAgent: nil, host: nil, status: nil, exception: nil,
                isError: isError, isThrottle: isThrottle),
            events: max(1, latencies.count),
            attemptsExpected: level == .call ? max(1, latencies.count) + (isError ? 5 : 0) : 0,
            retries: isError ? 5 : 0, latencies: histogram,
            busy: level == .call ? busy(latencies) : [])
    }

    /// One call after another, from the session's start.
    private static func busy(_ latencies: [Int]) -> [Interval] {
        let start = sessions[0].startedAt / 1_000
        return latencies.isEmpty
            ? [] : [Interval(start: start, end: start + Int64(latencies.reduce(0, +)))]
    }
}
