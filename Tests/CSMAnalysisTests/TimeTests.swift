import CSMAnalysis
import CSMEvents
import CSMTestSupport
import Testing

struct TimeTests {
    private func report(
        _ samples: [SeriesSample], in sessions: [SessionOverview],
        _ query: StatisticsQuery = StatisticsQuery()
    ) -> TimeUse {
        var tally = StatisticsTally(query)
        for sample in samples { tally.add(sample) }
        return LatencyReport(of: tally, in: sessions, percentiles: []).time
    }

    private func sample(
        _ intervals: [Interval], _ operation: String = "S3.GetObject", isError: Bool = false
    ) -> SeriesSample {
        var latencies = LatencyHistogram()
        for interval in intervals {
            latencies.add(milliseconds: Int(interval.end - interval.start))
        }
        return SeriesSample(
            session: session().id, labels: labels(operation, isError: isError),
            events: intervals.count, attemptsExpected: intervals.count, retries: 0,
            latencies: latencies, busy: intervals)
    }

    private func attempts(_ latencies: [Int], _ operation: String = "S3.GetObject") -> SeriesSample
    {
        var histogram = LatencyHistogram()
        for latency in latencies { histogram.add(milliseconds: latency) }
        return SeriesSample(
            session: session().id, labels: labels(operation, level: .attempt),
            events: latencies.count, attemptsExpected: 0, retries: 0, latencies: histogram, busy: []
        )
    }

    /// Against counting every millisecond.
    @Test(arguments: 0..<50)
    func `busy time is the union of the calls' intervals`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let intervals = (0..<Int.random(in: 1...60, using: &random)).map { _ in
            let start = Int64.random(in: 0..<9_000, using: &random)
            return Interval(
                start: start, end: start + Int64.random(in: 0...400, using: &random))
        }
        let half = intervals.count / 2
        let time = report(
            [sample(Array(intervals[..<half]), "A.a"), sample(Array(intervals[half...]), "B.b")],
            in: [session()])
        let busy = (0..<10_000).filter { millisecond in
            intervals.contains { $0.start <= millisecond && millisecond < $0.end }
        }
        #expect(time.busy == busy.count)
        #expect(time.wall == 10_000 && !time.isCallsOwn)
        #expect(time.busyShare == Double(busy.count) / 10_000)
        let all = intervals.reduce(0) { $0 + Int($1.end - $1.start) }
        #expect(time.meanParallelism == (busy.isEmpty ? nil : Double(all) / Double(busy.count)))
    }

    @Test func `what lies outside the session does not count as its time`() {
        let time = report(
            [sample([Interval(start: 9_000, end: 11_000), Interval(start: 0, end: 3_000)])],
            in: [session()])
        #expect(time.busy == 4_000 && time.wall == 10_000)
    }

    @Test func `calls made at another time have a time line of their own`() {
        let time = report(
            [sample([Interval(start: 90_000, end: 90_100), Interval(start: 90_300, end: 90_400)])],
            in: [session()])
        #expect(time.isCallsOwn)
        #expect(time.busy == 200 && time.wall == 400)
    }

    @Test func `a session without calls was never busy`() {
        let time = report([], in: [session()])
        #expect(time.busyShare == 0 && time.meanParallelism == nil && time.comparedCalls == 0)
    }

    @Test func `a session without an end lasts until its last datagram`() {
        var open = session(endedAt: nil)
        open.lastArrival = 4_000_000
        #expect(report([], in: [open]).wall == 4_000)
    }

    @Test func `several sessions' times are summed`() {
        #expect(report([], in: [session(), session()]).wall == 20_000)
    }

    @Test func `overhead is the calls' latency less their attempts'`() {
        let calls = [Interval(start: 0, end: 100), Interval(start: 200, end: 250)]
        let time = report([sample(calls), attempts([70, 45])], in: [session()])
        #expect(time.overhead == 35 && time.comparedCalls == 2 && time.calls == 2)
    }

    @Test func `an operation that lacks attempts is not compared`() {
        let time = report(
            [
                sample([Interval(start: 0, end: 100)], "A.a"), attempts([90], "A.a"),
                sample([Interval(start: 0, end: 500)], "B.b"),
            ], in: [session()])
        #expect(time.overhead == 10 && time.comparedCalls == 1 && time.calls == 2)
    }

    @Test func `calls of one outcome are not compared with attempts of it`() {
        var query = StatisticsQuery()
        query.outcomes = .failed
        let time = report(
            [sample([Interval(start: 0, end: 100)], isError: true)], in: [session()], query)
        #expect(time.comparedCalls == 0 && time.busy == 100)
    }

    // MARK: Drawing

    @Test(arguments: 0..<30)
    func `lanes never overlap, and are as many as calls at once`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let intervals = (0..<200).map { _ in
            let start = Int64.random(in: 0..<2_000, using: &random)
            return Interval(start: start, end: start + Int64.random(in: 1...80, using: &random))
        }.sorted { $0.start < $1.start }
        let lanes = Lanes(intervals)
        var end = [Int64](repeating: .min, count: lanes.count)
        for (interval, lane) in zip(intervals, lanes.laneOf) {
            #expect(end[lane] <= interval.start)
            end[lane] = interval.end
        }
        let most = (0..<2_100).map { time in
            intervals.count { $0.start <= time && time < $0.end }
        }.max()
        #expect(lanes.count == most)
    }

    @Test(arguments: 0..<30)
    func `calls in flight are counted right at every time`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let calls = (0..<100).map { _ in
            event(
                Int64.random(in: 0..<1_000, using: &random),
                Int32.random(in: 0...50, using: &random))
        }
        let steps = InFlight(calls).steps
        #expect(steps.last?.calls == 0)
        for time in Int64(0)..<1_100 {
            let stepped = steps.last { $0.time <= time }?.calls ?? 0
            #expect(
                stepped == calls.count { $0.interval.start <= time && time < $0.interval.end })
        }
    }

    @Test func `the calls' own time line holds calls that reach into the session's`() {
        let calls = [Interval(start: -9_000, end: 900), Interval(start: 20_000, end: 20_005)]
        let time = report([sample(calls)], in: [session(endedAt: 1_000_000)])
        #expect(time.isCallsOwn && time.wall == 29_005 && time.busy == 9_905)
        #expect(time.meanParallelism == 1)
    }

    @Test func `calls outside the session are at a time as they were`() {
        let calls = [Interval(start: 0, end: 1_000), Interval(start: 70_000, end: 70_900)]
        let time = report([sample(calls)], in: [session()])
        #expect(time.meanParallelism == 1)
    }
}
