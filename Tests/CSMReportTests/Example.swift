import CSMAnalysis
import CSMBudget
import CSMEvents
import CSMReport

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

    static func report(showsHistograms: Bool = false, top: Int? = nil) -> LatencyReport {
        report(
            of: samples, in: sessions[0], percentiles: ["50", "90", "95", "99"],
            showsHistograms: showsHistograms, top: top)
    }

    static func emptyReport() -> LatencyReport {
        var session = sessions[0]
        session.completeness = Completeness()
        return report(of: [], in: session, percentiles: ["50"])
    }

    private static func report(
        of samples: [SeriesSample], in session: SessionOverview, percentiles: [String],
        showsHistograms: Bool = false, top: Int? = nil
    ) -> LatencyReport {
        var query = StatisticsQuery()
        query.top = top
        var tally = StatisticsTally(query)
        for sample in samples { tally.add(sample) }
        return LatencyReport(
            of: tally, in: [session], percentiles: percentiles.compactMap { Percentile($0) },
            showsHistograms: showsHistograms)
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

    // MARK: A waterfall

    /// Calls of every kind, on a session of twelve seconds.
    static func waterfall(_ change: (inout WaterfallQuery) -> Void = { _ in }) -> Waterfall {
        var query = WaterfallQuery()
        change(&query)
        var session = sessions[0]
        session.calls = calls.count
        return Waterfall(
            of: CallTrace(
                calls: calls, attempts: query.withAttempts ? attempts : [], labels: kinds),
            SessionMarks([], on: TimeLine(of: session, busy: [])), in: session,
            on: TimeLine(of: session, busy: []), query)
    }

    static let kinds = [
        kind("DynamoDB", "GetItem", status: 200),
        kind("S3", "PutObject", status: 503, exception: "SlowDown"),
        kind("Elastic Load Balancing v2", "DescribeLoadBalancersWithAVeryLongName", status: 200),
        kind("evil\u{1B}[31m|<b>", "=1+1", exception: "a|b\u{1B}[31m\n<script>"),
        kind("STS", "GetCallerIdentity", isError: true),
        kind("S3", "PutObject", level: .attempt, status: 503, exception: "SlowDown"),
        kind("S3", "PutObject", level: .attempt, status: 200),
        kind("DynamoDB", "GetItem", level: .attempt, status: 200),
    ]

    private static let calls =
        (0..<37).map { call($0 + 1, at: 100 + 40 * Int64($0), 3 + Int32($0) % 9, kind: 0) } + [
            call(40, at: 1_700, 4_321, kind: 1, attempts: 3, message: "Please reduce\nyour rate"),
            call(41, at: 6_100, 5_900, kind: 2),
            call(42, at: 6_300, 12, kind: 3, message: "<b>\u{1B}[31m|"),
            call(43, at: 6_400, nil, kind: 4, attempts: 0),
            call(44, at: 12_345, 0, kind: 0),
        ]

    static let attempts = [
        call(38, at: 1_702, 1_000, kind: 5), call(39, at: 3_000, 20, kind: 5),
        call(45, at: 5_000, 1_000, kind: 6), call(46, at: 9_000, 5, kind: 7),
    ]

    private static func call(
        _ sequence: Int, at offset: Int64, _ latency: Int32?, kind: Int, attempts: Int32 = 1,
        message: String? = nil
    ) -> TimedEvent {
        TimedEvent(
            sequence: Int64(sequence), labels: kind,
            start: sessions[0].startedAt / 1_000 + offset, arrival: 0, latency: latency,
            attemptCount: kinds[kind].level == .call ? attempts : nil, message: message)
    }

    private static func kind(
        _ service: String, _ api: String, level: EventLevel = .call, status: Int32? = nil,
        exception: String? = nil, isError: Bool = false
    ) -> EventLabels {
        EventLabels(
            level: level, type: nil, service: service, api: api, clientID: "c", region: "eu-west-1",
            sdk: nil, sdkVersion: nil, userAgent: nil, host: level == .attempt ? "h:443" : nil,
            status: status, exception: exception, isError: isError || exception != nil,
            isThrottle: level == .attempt && exception == "SlowDown")
    }

    // MARK: A check

    /// Every verdict there is, on the waterfall's session.
    static func check(isExplained: Bool = false) throws -> CheckReport {
        let rules = """
            # rules
            total: calls <= 42
            DynamoDB.GetItem: calls <= 36
            *: errors == 0
            S3.PutObject: p95 < 100ms
            STS.*: max < 1s
            warn DynamoDB.GetItem: p95 < 2ms
            DynamoDB.GetItem: burst(100ms) <= 2
            S3.PutObject: retry_rate < 50%
            DynamoDB.*: p99 < 1s when calls >= 299
            S4.*: p95 < 1s
            host=*.example.com: attempts == 0
            total: calls <= 40
            other: calls == 0

            """
        let line = TimeLine(of: sessions[0], busy: [])
        let trace = CallTrace(calls: calls, attempts: attempts, labels: kinds)
        let session = CheckedSession(
            sessions[0], samples: SeriesSample.samples(of: trace, session: sessions[0].id)
        ) { body in
            for event in calls + attempts { body(event) }
            return CheckedSession.Setting(line: line, marks: SessionMarks([], on: line))
        }
        return CheckReport(
            try CheckResult(
                [session], by: Budget(rules, source: "csm.budget"), isStrict: false),
            isExplained: isExplained)
    }
}
