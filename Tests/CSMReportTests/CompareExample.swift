import CSMAnalysis
import CSMEvents
import CSMReport

/// Ten runs against five that have something for every column and sentence to show.
enum CompareExample {
    static func report(showsAll: Bool = false, base: Int = 10, new: Int = 5) -> CompareReport {
        let query = ComparisonQuery()
        return CompareReport(
            Comparison(
                base: (0..<base).map { run($0, isNew: false, query) },
                new: (0..<new).map { run($0, isNew: true, query) }, by: query),
            showsAll: showsAll)
    }

    private static func run(_ number: Int, isNew: Bool, _ query: ComparisonQuery) -> ComparedRun {
        var session = Example.sessions[0]
        session.id = (isNew ? "77aa9f420c5e0d" : "0c5e0d7b11aa9f") + "\(10 + number)"
        session.name = isNew ? "branch" : "main"
        session.completeness = Completeness()
        session.calls = 500
        if isNew { session.host = "laptop" }
        if isNew, number == 1 {
            session.state = "interrupted"
            session.endedAt = nil
        }
        var tally = StatisticsTally(query.statistics)
        for sample in samples(number, isNew, session.id) { tally.add(sample) }
        return ComparedRun(
            tally, in: session,
            endpoints: [
                "S3": isNew ? ["localhost:4566"] : ["b.s3.amazonaws.com:443"]
            ])
    }

    private static func samples(_ number: Int, _ isNew: Bool, _ id: String) -> [SeriesSample] {
        var samples = [
            sample(id, "DynamoDB", "GetItem", isNew ? 31 : 25 + number % 3, 9 + number % 2),
            sample(id, "DynamoDB", "Query", 412, (isNew ? 21 : 14) + number % 2),
            sample(
                id, "Elastic Load Balancing v2", "DescribeLoadBalancersWithAVeryLongName",
                1_234, isNew ? 1_100 : 2_345 + number),
            sample(id, "evil\u{1B}[31m|<b>", "=1+1", isNew ? 3 : 5, 5),
            sample(id, "STS", "GetCallerIdentity", 1, number == 0 ? nil : 40),
            sample(id, "SQS", "SendMessage", 7, 12, errors: isNew ? 2 : 0, retries: isNew ? 4 : 0),
        ]
        if isNew {
            samples.append(sample(id, "S3", "PutObject", 4, 12))
            if number < 2 { samples.append(sample(id, "S3", "HeadObject", 1, 8)) }
        } else {
            samples.append(sample(id, "Lambda", "Invoke", 2, 80))
        }
        return samples
    }

    private static func sample(
        _ id: String, _ service: String, _ api: String, _ calls: Int, _ latency: Int?,
        errors: Int = 0, retries: Int = 0
    ) -> SeriesSample {
        var histogram = LatencyHistogram()
        if let latency { histogram.add(milliseconds: latency, count: calls) }
        return SeriesSample(
            session: id,
            labels: EventLabels(
                level: .call, type: nil, service: service, api: api, clientID: nil, region: nil,
                sdk: nil, sdkVersion: nil, userAgent: nil, host: nil, status: nil, exception: nil,
                isError: errors > 0, isThrottle: false),
            events: calls, attemptsExpected: calls + retries, retries: retries,
            latencies: histogram, busy: [])
    }
}
