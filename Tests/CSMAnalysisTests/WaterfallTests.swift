import CSMAnalysis
import CSMEvents
import Testing

struct WaterfallTests {
    private static let kinds = [
        labels("S3.GetObject"), labels("S3.GetObject", isError: true), labels("DynamoDB.GetItem"),
        labels("S3.GetObject", level: .attempt),
        labels("S3.GetObject", level: .attempt, isError: true),
    ]

    private func waterfall(
        _ calls: [TimedEvent], _ attempts: [TimedEvent] = [],
        _ change: (inout WaterfallQuery) -> Void = { _ in }
    ) -> Waterfall {
        var query = WaterfallQuery()
        change(&query)
        return Waterfall(
            of: CallTrace(calls: calls, attempts: attempts, labels: Self.kinds),
            SessionMarks([], on: TimeLine(of: session(), busy: [])), in: session(),
            on: TimeLine(of: session(), busy: []), query)
    }

    private func call(_ places: Int...) -> [Waterfall.Row] {
        places.map { .call($0, attempts: []) }
    }

    @Test func `calls come by their starts, not by their arrival`() {
        let calls = [event(500, 10), event(5_000, 10), event(100, 900)]
        #expect(waterfall(calls).rows == call(2, 0, 1))
    }

    @Test func `the slowest come first, and as many as asked for`() {
        let calls = [event(0, 10), event(500, 30), event(1_000, nil), event(1_500, 30)]
        #expect(waterfall(calls) { $0.slowest = 3 }.rows == call(1, 3, 0))
    }

    @Test func `errors only are those of failed calls`() {
        let calls = [event(0, 10), event(500, 30, labels: 1)]
        let waterfall = waterfall(calls) { $0.errorsOnly = true }
        #expect(waterfall.rows == call(1))
        #expect(waterfall.shownCalls == 1)
    }

    @Test func `a window takes what was in flight in it`() {
        let calls = [event(0, 100), event(0, 600), event(700, 10), event(500, 0), event(499, 0)]
        let rows = waterfall(calls) {
            $0.from = 500
            $0.until = 700
        }.rows
        #expect(rows == call(1, 3))
    }

    // MARK: Repeated calls

    @Test func `three quick calls of one operation share a line`() {
        let calls = (0..<3).map { event($0 * 20, 5) }
        let waterfall = waterfall(calls)
        #expect(waterfall.rows == [.repeated([0, 1, 2])])
        #expect(waterfall.shownCalls == 3)
        #expect(self.waterfall(Array(calls.prefix(2))).rows == call(0, 1))
    }

    @Test func `what comes between does not break a run`() {
        let calls = [
            event(0, 5), event(10, 5, labels: 2), event(20, 5), event(30, 5, labels: 2),
            event(40, 5),
        ]
        #expect(
            waterfall(calls).rows == [
                .repeated([0, 2, 4]), .call(1, attempts: []), .call(3, attempts: []),
            ])
    }

    @Test func `slow, failed and retried calls and pauses stand by themselves`() {
        // The session lasts 10 s, so what is over 100 ms is slow, and a pause over 100 ms long.
        let slow = [event(0, 5), event(10, 101), event(120, 5)]
        let failed = [event(0, 5), event(10, 5, labels: 1), event(20, 5)]
        let retried = [event(0, 5), event(10, 5, attempts: 2), event(20, 5)]
        let apart = [event(0, 5), event(10, 5), event(116, 5)]
        for calls in [slow, failed, retried, apart] {
            #expect(waterfall(calls).rows == call(0, 1, 2))
        }
    }

    // MARK: Attempts

    @Test func `attempts stand under their call, by their starts, and nothing is folded`() {
        let calls = [
            event(0, 50, attempts: 2), event(60, 5, attempts: 1), event(80, 5, attempts: 1),
        ]
        let attempts = [event(20, 10, labels: 3), event(1, 10, labels: 4), event(61, 3, labels: 3)]
        #expect(
            waterfall(calls, attempts) { $0.withAttempts = true }.rows == [
                .call(0, attempts: [1, 0]), .call(1, attempts: [2]), .call(2, attempts: []),
            ])
    }

    @Test func `an ambiguous attempt stands where it was made`() {
        let calls = [event(0, 50, attempts: 1), event(0, 50, attempts: 1), event(90, 5)]
        let attempts = [event(10, 10, labels: 3), event(20, 10, labels: 3)]
        #expect(
            waterfall(calls, attempts) { $0.withAttempts = true }.rows
                == call(0, 1) + [.looseAttempt(0), .looseAttempt(1)] + call(2))
    }

    @Test func `clients are told apart`() {
        let kinds = ["a", "b"].flatMap {
            [labels(client: $0), labels(level: .attempt, client: $0)]
        }
        let trace = CallTrace(
            calls: [event(0, 50, attempts: 1), event(0, 50, labels: 2, attempts: 1)],
            attempts: [event(10, 10, labels: 3), event(10, 10, labels: 1)], labels: kinds)
        #expect(trace.links == [.call(1), .call(0)])
    }

    // MARK: Buckets

    @Test func `latencies fall into ranges that grow`() {
        var histogram = LatencyHistogram()
        for latency in [1, 2, 4, 5, 19, 20, 1_000] { histogram.add(milliseconds: latency) }
        let buckets = histogram.buckets
        #expect(buckets.map(\.range.lowerBound) == [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000])
        #expect(buckets.map(\.count) == [1, 2, 1, 1, 1, 0, 0, 0, 0, 1])
        #expect(LatencyHistogram().buckets.isEmpty)
        var zero = LatencyHistogram()
        zero.add(milliseconds: 0, count: 7)
        #expect(zero.buckets.map(\.range) == [0..<1])
        var longest = LatencyHistogram()
        longest.add(milliseconds: Int(Int32.max))
        #expect(longest.buckets.map(\.count) == [1])
    }
}
