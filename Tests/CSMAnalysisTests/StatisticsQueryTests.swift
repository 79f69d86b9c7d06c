import CSMEvents
import CSMTestSupport
import Testing

@testable import CSMAnalysis

private func sample(
    _ operation: String = "S3.GetObject", level: EventLevel = .call, session: String = "s",
    latencies: [Int] = [1], region: String? = nil, isError: Bool = false, isThrottle: Bool = false,
    retries: Int = 0
) -> SeriesSample {
    let parts = operation.split(separator: ".").map(String.init)
    var histogram = LatencyHistogram()
    for latency in latencies { histogram.add(milliseconds: latency) }
    return SeriesSample(
        session: session,
        labels: EventLabels(
            level: level, type: nil, service: parts[0], api: parts[1], clientID: nil,
            region: region, sdk: nil, sdkVersion: nil, userAgent: nil, host: nil, status: nil,
            exception: nil, isError: isError, isThrottle: isThrottle),
        events: latencies.count, attemptsExpected: 0, retries: retries, latencies: histogram,
        busy: [])
}

extension StatisticsQuery {
    fileprivate func rows(
        of samples: [SeriesSample]
    ) -> (rows: [StatisticsRow], total: StatisticsRow) {
        var tally = StatisticsTally(self)
        for sample in samples { tally.add(sample) }
        return (tally.rows.first, tally.total)
    }
}

struct StatisticsQueryTests {
    @Test func `groups by operation and adds up what belongs together`() throws {
        let samples = [
            sample(latencies: [5, 7], retries: 1), sample(latencies: [9], isError: true),
            sample(level: .attempt, latencies: [4, 4, 4], isThrottle: true),
            sample("SQS.SendMessage", latencies: [100]), sample("X.Y", level: .other),
        ]
        let (rows, total) = StatisticsQuery().rows(of: samples)
        #expect(rows.map(\.group) == [["SQS", "SendMessage"], ["S3", "GetObject"]])
        let row = rows[1]
        #expect((row.calls, row.errors, row.retries) == (3, 1, 1))
        #expect((row.attempts, row.throttles) == (3, 3))
        #expect(row.latencies.ascending.map(\.milliseconds) == [5, 7, 9])
        #expect((total.calls, total.attempts, total.totalLatency) == (4, 3, 121))
    }

    @Test func `counts attempts where rows are of attempts`() {
        var query = StatisticsQuery()
        query.level = .attempt
        let samples = [
            sample(latencies: [9], isError: true, retries: 2),
            sample(level: .attempt, latencies: [4], isError: true),
            sample(level: .attempt, latencies: [5]),
        ]
        let (rows, _) = query.rows(of: samples)
        #expect(rows.count == 1)
        #expect(rows[0].calls == nil && rows[0].retries == nil)
        #expect((rows[0].attempts, rows[0].errors) == (2, 1))
        #expect(rows[0].latencies.ascending.map(\.milliseconds) == [4, 5])
    }

    @Test(
        arguments: [
            (["S3.*"], [], ["S3.GetObject", "S3.PutObject"]),
            (["s3"], [], ["S3.GetObject", "S3.PutObject"]),
            (["*.get*"], [], ["S3.GetObject"]), ([], ["S3.*"], ["CloudWatch Logs.PutLogEvents"]),
            (["cloudwatchlogs.putlogevents"], [], ["CloudWatch Logs.PutLogEvents"]),
            (["S3.?etObject"], [], ["S3.GetObject"]),
            (["S3.*", "*.Put*"], ["S3.G*"], ["CloudWatch Logs.PutLogEvents", "S3.PutObject"]),
            (["Nothing"], [], []),
            (["*"], [], ["CloudWatch Logs.PutLogEvents", "S3.GetObject", "S3.PutObject"]),
        ] as [([String], [String], [String])])
    func `globs choose operations`(only: [String], not: [String], expected: [String]) {
        var query = StatisticsQuery()
        query.only = only.map { OperationGlob($0) }
        query.not = not.map { OperationGlob($0) }
        query.order = .name
        let samples = ["S3.GetObject", "S3.PutObject", "CloudWatch Logs.PutLogEvents"].map {
            sample($0)
        }
        let names = query.rows(of: samples).rows.map {
            $0.group.compactMap { $0 }.joined(separator: ".")
        }
        #expect(names == expected)
    }

    @Test func `a glob of many stars ends soon`() {
        let glob = OperationGlob(String(repeating: "*a", count: 200) + ".b")
        #expect(!glob.matches(service: String(repeating: "a", count: 5_000) + "c", api: "b"))
    }

    @Test(
        arguments: [
            (StatisticsQuery.Outcomes.failed, 1), (.ok, 2), (.all, 3),
        ] as [(StatisticsQuery.Outcomes, Int)])
    func `outcomes choose events`(outcomes: StatisticsQuery.Outcomes, calls: Int) {
        var query = StatisticsQuery()
        query.outcomes = outcomes
        let samples = [sample(latencies: [1, 2]), sample(latencies: [3], isError: true)]
        #expect(query.rows(of: samples).total.calls == calls)
    }

    @Test(
        arguments: [
            (StatisticsQuery.Order.total, ["B.b", "C.c", "A.a"]), (.calls, ["A.a", "C.c", "B.b"]),
            (.errors, ["C.c", "A.a", "B.b"]), (.p95, ["B.b", "C.c", "A.a"]),
            (.name, ["A.a", "B.b", "C.c"]),
        ] as [(StatisticsQuery.Order, [String])])
    func `rows come in the order asked for`(order: StatisticsQuery.Order, expected: [String]) {
        var query = StatisticsQuery()
        query.order = order
        let samples = [
            sample("A.a", latencies: [1, 1, 1]), sample("B.b", latencies: [50]),
            sample("C.c", latencies: [9, 9], isError: true),
        ]
        let names = query.rows(of: samples).rows.map {
            $0.group.compactMap { $0 }.joined(separator: ".")
        }
        #expect(names == expected)
        query.top = 2
        #expect(query.rows(of: samples).rows.count == 2)
        #expect(query.rows(of: samples).total.calls == 6)
    }

    @Test func `groups by any dimension, with a row for those without a value`() {
        var query = StatisticsQuery()
        query.dimensions = [.region, .session]
        query.order = .name
        let samples = [
            sample(session: "a", region: "eu"), sample(session: "b"),
            sample("Q.R", session: "a", region: "eu"),
        ]
        let rows = query.rows(of: samples).rows
        #expect(rows.map(\.group) == [[nil, "b"], ["eu", "a"]])
        #expect(rows.map(\.calls) == [1, 2])
    }

    @Test(arguments: 0..<20)
    func `percentiles, sums and means equal sorting by brute force`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...5_000, using: &random)
        let spread = [1, 10, 100_000].randomElement(using: &random) ?? 1
        let values = (0..<count).map { _ in Int.random(in: 0...spread, using: &random) }
        var histogram = LatencyHistogram()
        for value in values { histogram.add(milliseconds: value) }
        let sorted = values.sorted()
        for digits in ["1", "50", "90", "95", "99", "99.9", "100"] {
            let percentile = try #require(Percentile(digits))
            let share = try #require(Double(digits)) / 100
            // Far enough from a whole number that a Double's error cannot matter.
            let rank = max(1, Int((share * Double(count) - 1e-9).rounded(.up)))
            #expect(histogram.latencies(at: [percentile]) == [sorted[rank - 1]])
        }
        #expect(histogram.total == values.reduce(0, +))
        #expect(histogram.minimum == sorted.first && histogram.maximum == sorted.last)
        #expect(histogram.mean == Double(values.reduce(0, +)) / Double(count))
    }

    @Test func `no latency is no percentile`() {
        #expect(LatencyHistogram().latencies(at: [Percentile("50")].compactMap { $0 }) == [nil])
        #expect(LatencyHistogram().mean == nil)
    }

    @Test(arguments: [
        [Dimension.service, .api], [.api, .service, .region], [.region], [.service],
    ])
    func `rows that are closed by operation are the same`(dimensions: [Dimension]) {
        var random = SeededGenerator(seed: 7)
        var query = StatisticsQuery()
        query.dimensions = dimensions
        query.top = 20
        var (open, closed) = (StatisticsTally(query), StatisticsTally(query))
        for operation in 0..<3_000 {
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let sample = sample(
                    "S\(operation % 7).Operation\(operation)",
                    level: Bool.random(using: &random) ? .call : .attempt,
                    latencies: [Int.random(in: 0...9_999, using: &random)],
                    region: "r\(Int.random(in: 0...2, using: &random))",
                    isError: Bool.random(using: &random))
                open.add(sample)
                closed.add(sample)
            }
            closed.endOperation()
        }
        #expect(closed.rows.first == open.rows.first)
        #expect(closed.rows.count == open.rows.count)
        #expect(closed.total == open.total)
        #expect(closed.time.use(in: [], on: [:]) == open.time.use(in: [], on: [:]))
    }
}
