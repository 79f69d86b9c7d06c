import Testing

@testable import CSMAnalysis

struct ComparisonTests {
    /// Runs with those numbers of calls.
    private static func calls(_ counts: Int...) -> [RunOfCalls?] {
        counts.map { $0 == 0 ? nil : RunOfCalls(calls: $0) }
    }

    /// Runs of ten calls with those numbers of errors.
    private static func errors(_ counts: Int...) -> [RunOfCalls?] {
        counts.map { RunOfCalls(calls: 10, errors: $0) }
    }

    private static func retries(_ counts: Int...) -> [RunOfCalls?] {
        counts.map { RunOfCalls(calls: 10, retries: $0) }
    }

    private static func throttles(_ counts: Int...) -> [RunOfCalls?] {
        counts.map { RunOfCalls(calls: 10, throttles: $0) }
    }

    /// Runs of ten calls that took so many milliseconds each.
    private static func latencies(_ values: Int?...) -> [RunOfCalls?] {
        values.map { RunOfCalls(calls: 10, latency: $0) }
    }

    @Test(
        arguments: [
            // Counts that are equal in all runs of each side: any difference is a change.
            (calls(5), calls(5), [.tooFewRuns]), (calls(5), calls(6), [.moreCalls, .tooFewRuns]),
            (calls(5), calls(4), [.fewerCalls, .tooFewRuns]),
            (calls(5, 5, 5, 5, 5), calls(6, 6, 6, 6, 6), [.moreCalls]),
            (calls(5, 5, 5, 5, 5), calls(4, 4, 4, 4, 4), [.fewerCalls]),
            (calls(5, 5, 5, 5, 5), calls(5, 5, 5, 5, 5), [.noChangeSeen]),
            // Counts that vary: every new run must lie outside, on the same side.
            (calls(5, 6, 7, 5, 6), calls(8, 8, 8, 8, 8), [.moreCalls]),
            (calls(5, 6, 7, 5, 6), calls(8, 9, 8, 10, 8), [.moreCalls]),
            (calls(5, 6, 7, 5, 6), calls(7, 8, 8, 8, 8), [.noChangeSeen]),
            (calls(5, 6, 7, 5, 6), calls(4, 4, 3, 4, 4), [.fewerCalls]),
            (calls(5, 6, 7, 5, 6), calls(4, 4, 5, 4, 4), [.noChangeSeen]),
            (calls(5, 6, 7, 5, 6), calls(4, 8, 4, 8, 4), [.noChangeSeen]),
            (calls(5, 5, 5, 5, 5), calls(5, 6, 6, 6, 6), [.noChangeSeen]),
            (calls(5, 5, 5, 5, 5), calls(6, 7, 6, 7, 6), [.moreCalls]),
            (calls(1, 9, 1, 9, 1), calls(5, 5, 5, 5, 5), [.noChangeSeen]),
            // Operations that only one side has, and those that only some runs have.
            (calls(0), calls(4), [.new]), (calls(4), calls(0), [.gone]),
            (calls(0, 0, 0), calls(4, 5, 1), [.new]), (calls(4, 5, 1), calls(0, 0, 0), [.gone]),
            (calls(0, 0, 0, 0, 0), calls(4, 0, 4, 4, 4), [.noChangeSeen]),
            (calls(4, 0, 4, 4, 4), calls(0, 0, 0, 0, 0), [.noChangeSeen]),
            (calls(0, 1, 0, 0, 0), calls(4, 4, 4, 4, 4), [.moreCalls, .tooFewRuns]),
            (calls(4, 4, 4, 4, 4), calls(0, 1, 0, 0, 0), [.fewerCalls, .tooFewRuns]),
            // Errors, retries and throttles likewise; fewer of the latter are no verdict.
            (errors(0, 0, 0, 0, 0), errors(1, 1, 1, 1, 1), [.moreErrors]),
            (errors(2, 2, 2, 2, 2), errors(0, 0, 0, 0, 0), [.fewerErrors]),
            (errors(0, 1, 0, 1, 0), errors(1, 2, 2, 2, 2), [.noChangeSeen]),
            (errors(0, 1, 0, 1, 0), errors(2, 3, 2, 3, 2), [.moreErrors]),
            (errors(0, 0, 0, 0, 0), errors(0, 0, 0, 0, 1), [.noChangeSeen]),
            (retries(0, 0, 0, 0, 0), retries(1, 1, 1, 1, 1), [.moreRetries]),
            (retries(1, 1, 1, 1, 1), retries(0, 0, 0, 0, 0), [.noChangeSeen]),
            (throttles(0, 0, 0, 0, 0), throttles(3, 3, 3, 3, 3), [.moreThrottles]),
            (throttles(3, 3, 3, 3, 3), throttles(0, 0, 0, 0, 0), [.noChangeSeen]),
            ([nil], errors(3), [.moreErrors, .new]), (errors(3), [nil], [.gone]),
            // Latency, one figure a run.
            (latencies(10, 10, 10, 10, 10), latencies(15, 15, 15, 15, 15), [.slower]),
            (latencies(15, 15, 15, 15, 15), latencies(10, 10, 10, 10, 10), [.faster]),
            (latencies(10, 10, 10, 10, 10), latencies(12, 12, 12, 12, 12), [.noChangeSeen]),
            (
                latencies(100, 100, 100, 100, 100), latencies(110, 110, 110, 110, 110),
                [.noChangeSeen]
            ),
            (latencies(10, 10, 10, 10, 15), latencies(15, 15, 15, 15, 15), [.noChangeSeen]),
            (latencies(10, 10, 10, 10), latencies(90, 90, 90, 90, 90), [.tooFewRuns]),
            (latencies(10, 10, 10, 10, nil), latencies(90, 90, 90, 90, 90), [.tooFewRuns]),
            (latencies(10, 10, 10, 10, 10, nil), latencies(90, 90, 90, 90, 90), [.slower]),
            (latencies(nil, nil), latencies(nil, nil), [.noChangeSeen]),
            (latencies(nil, nil), latencies(5, 5), [.tooFewRuns]),
        ] as [([RunOfCalls?], [RunOfCalls?], [ChangeVerdict])])
    func `an operation has its verdicts`(
        base: [RunOfCalls?], new: [RunOfCalls?], verdicts: [ChangeVerdict]
    ) {
        let rows = comparison(base, new).rows
        #expect(rows.count == 1)
        #expect(rows.first?.verdicts == verdicts)
    }

    @Test func `several verdicts hold, what is looked at first before the others`() {
        let base = (0..<5).map { _ in RunOfCalls(calls: 10, latency: 10) }
        let new = (0..<5).map { _ in
            RunOfCalls(calls: 12, errors: 1, retries: 2, throttles: 1, latency: 20)
        }
        let result = comparison(base, new)
        #expect(
            result.rows[0].verdicts == [
                .moreErrors, .moreCalls, .slower, .moreThrottles, .moreRetries,
            ])
        // Its latency moves with what is called.
        #expect(
            result.total.verdicts == [.moreErrors, .moreCalls, .moreThrottles, .moreRetries])
        #expect(result.total.latencies[0].change.verdict == .slower)
        #expect(result.verdicts.contains(.slower))
    }

    @Test func `attempts are counted where rows are of attempts`() {
        var query = ComparisonQuery()
        query.statistics.level = .attempt
        let result = comparison(Self.retries(0, 0), Self.retries(3, 3), query: query)
        #expect(result.rows[0].counts == CountChange(base: [10, 10], new: [13, 13]))
        #expect(result.rows[0].retries == nil)
        #expect(result.rows[0].verdicts == [.moreCalls, .tooFewRuns])
    }

    @Test(
        arguments: [
            ("p50", [10.0], "p50_ms", "p95_ms"), ("p99.9", [10.0], "p99_9_ms", "p95_ms"),
            ("mean", [10.0], "mean_ms", "p95_ms"), ("p95", [10.0], "p95_ms", "p50_ms"),
        ])
    func `the metric decides, and another stands beside it`(
        name: String, figures: [Double], key: String, other: String
    ) throws {
        var query = ComparisonQuery()
        query.metric = try #require(ComparisonMetric(name))
        #expect(query.metric.name == name)
        let latencies = comparison(Self.latencies(10), Self.latencies(20), query: query)
            .rows[0].latencies
        #expect(latencies.map(\.metric.key) == [key, other])
        #expect(latencies[0].base == figures)
    }

    @Test(arguments: ["", "p", "p0", "p101", "50", "median", "P50"])
    func `what is no metric is refused`(name: String) {
        #expect(ComparisonMetric(name) == nil)
    }

    @Test(
        arguments: [
            (
                ComparisonQuery.Order.change,
                ["A.errors", "A.more", "A.slow", "A.new", "A.gone", "A.fast", "A.same", "B.same"]
            ),
            (
                .total,
                ["A.slow", "B.same", "A.more", "A.errors", "A.same", "A.fast", "A.new", "A.gone"]
            ),
            (
                .name,
                ["A.errors", "A.fast", "A.gone", "A.more", "A.new", "A.same", "A.slow", "B.same"]
            ),
        ])
    func `rows come in the order asked for`(order: ComparisonQuery.Order, names: [String]) {
        var query = ComparisonQuery()
        query.order = order
        let base: [String: RunOfCalls] = [
            "A.errors": RunOfCalls(calls: 10), "A.more": RunOfCalls(calls: 11),
            "A.slow": RunOfCalls(latency: 100), "A.gone": RunOfCalls(),
            "A.fast": RunOfCalls(latency: 90), "A.same": RunOfCalls(calls: 9),
            "B.same": RunOfCalls(calls: 20),
        ]
        var new = base
        new["A.errors"] = RunOfCalls(calls: 10, errors: 1)
        new["A.more"] = RunOfCalls(calls: 12)
        new["A.slow"] = RunOfCalls(latency: 900)
        new["A.new"] = RunOfCalls()
        new["A.gone"] = nil
        new["A.fast"] = RunOfCalls(latency: 20)
        let result = Comparison(
            base: (0..<5).map { comparedRun(base, id: "b\($0)") },
            new: (0..<5).map { comparedRun(new, id: "n\($0)") }, by: query)
        let found = result.rows.map { $0.group.compactMap { $0 }.joined(separator: ".") }
        #expect(found == names)
    }

    @Test func `what is only in some new runs is no change, and is said`() {
        let row = comparison(Self.calls(0, 0), Self.calls(2, 0)).rows[0]
        #expect(!row.isChanged && row.runsIfSometimesNew == 1)
        #expect(comparison(Self.calls(0, 0), Self.calls(2, 3)).rows[0].runsIfSometimesNew == nil)
        #expect(comparison(Self.calls(0, 1), Self.calls(2, 0)).rows[0].runsIfSometimesNew == nil)
    }

    @Test func `what else is not the same on the two sides is found`() {
        func run(
            _ id: String, _ host: String, _ version: String, _ endpoints: [String: Set<String>]
        ) -> ComparedRun {
            comparedRun([:], id: id, endpoints: endpoints) {
                $0.host = host
                $0.toolVersion = version
            }
        }
        let base = [
            run("a", "one", "1.0", ["S3": ["a.s3"], "SQS": ["sqs"]]),
            run("b", "two", "1.0", ["S3": ["b.s3"], "STS": ["sts"]]),
        ]
        let new = [run("c", "two", "1.1", ["S3": ["a.s3", "c.s3"], "SQS": ["localhost:4566"]])]
        let found = Comparison(base: base, new: new, by: ComparisonQuery()).differences
        #expect(
            found == [
                SideDifference(kind: .host, base: ["one", "two"], new: ["two"]),
                SideDifference(kind: .toolVersion, base: ["1.0"], new: ["1.1"]),
                SideDifference(
                    kind: .endpoint(service: "SQS"), base: ["sqs"], new: ["localhost:4566"]),
            ])
        #expect(Comparison(base: base, new: base, by: ComparisonQuery()).differences.isEmpty)
        #expect(Comparison.shared(base, new + base) == ["a", "b"])
    }

    private static func overview(_ change: (inout SessionOverview) -> Void) -> SessionOverview {
        var overview = session()
        change(&overview)
        return overview
    }

    @Test(
        arguments: [
            (overview { $0.state = "interrupted" }, "interrupted"),
            (overview { $0.state = "recording" }, "still being recorded"),
            (overview { $0.completeness.droppedByKernel = 3 }, "3 datagrams were dropped"),
            (overview { $0.completeness.droppedByRecorder = 2 }, "2 datagrams were dropped"),
            (overview { $0.completeness.undecodable = 1 }, "could not be decoded"),
            (overview { $0.completeness.processesLeft = 1 }, "1 process outlived"),
            (overview { $0.completeness.attemptsWithoutCall = 4 }, "that were not seen: 4"),
            (overview { $0.completeness.droppedByKernel = nil }, nil),
            (overview { $0.exitCode = 1 }, nil),
        ] as [(SessionOverview, String?)])
    func `sessions of which something was missed are named`(
        overview: SessionOverview, reason: String?
    ) throws {
        let run = comparedRun(["S3.A": RunOfCalls()], id: "a") {
            $0 = overview
            $0.id = "a"
        }
        let other = comparedRun(["S3.A": RunOfCalls()], id: "b")
        let gaps = Comparison(base: [other], new: [run], by: ComparisonQuery()).gaps
        guard let reason else {
            #expect(gaps.isEmpty)
            return
        }
        #expect(gaps.map(\.session.id) == ["a"])
        #expect(try #require(gaps.first).reason.contains(reason))
    }
}
