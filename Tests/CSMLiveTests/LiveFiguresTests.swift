import CSMAnalysis
import CSMLive
import Testing

/// The figures of a live table, from changes at times.
struct LiveFiguresTests {
    private static let second: Int64 = 1_000_000
    private static let get = OperationName(service: "S3", api: "GetObject")
    private static let put = OperationName(service: "S3", api: "PutObject")

    private static func change(
        _ latencies: Int32..., errors: Int = 0, open: Int = 0
    ) -> OperationChange {
        var change = OperationChange()
        change.calls = latencies.count
        change.errors = errors
        change.openAttempts = open
        change.attempts = max(latencies.count, open)
        for latency in latencies { change.add(latency: latency, count: 1) }
        return change
    }

    private static func begun(window: Int64 = 10) -> LiveFigures {
        var figures = LiveFigures(window: window * second)
        figures.addPast([:], begin: 1_000 * second)
        figures.advance(to: 1_000 * second)
        return figures
    }

    private static func frame(
        _ figures: LiveFigures, _ query: LiveQuery = LiveQuery(), limit: Int = 10,
        isOver: Bool = false
    ) -> LiveFrame {
        LiveFrame(of: figures, query, limit: limit, parts: 12, isOver: isOver)
    }

    @Test func `what leaves the window stays in the sums`() {
        var figures = Self.begun()
        figures.add([Self.get: Self.change(5, 7, errors: 1)], at: 1_001 * Self.second)
        figures.add([Self.get: Self.change(9)], at: 1_010 * Self.second)
        var total = Self.frame(figures).total
        #expect(total.window.calls == 3 && total.sinceStart.calls == 3)
        #expect(total.window.latencies.maximum == 9 && total.window.latencies.total == 21)
        figures.advance(to: 1_012 * Self.second)
        total = Self.frame(figures).total
        #expect(total.window.calls == 1 && total.window.errors == 0)
        #expect(total.window.latencies.minimum == 9)
        #expect(total.sinceStart.calls == 3 && total.sinceStart.errors == 1)
        #expect(total.sinceStart.latencies.total == 21)
        figures.advance(to: 1_030 * Self.second)
        #expect(Self.frame(figures).total.window.calls == 0)
    }

    @Test func `a window is no longer than what is known`() {
        var figures = Self.begun()
        figures.add([Self.get: Self.change(5)], at: 1_004 * Self.second)
        #expect(Self.frame(figures).window == 4 * Self.second)
        figures.advance(to: 1_100 * Self.second)
        #expect(Self.frame(figures).window == 10 * Self.second)
        var late = LiveFigures(window: 10 * Self.second)
        late.addPast([Self.get: Self.change(1, 2, 3)], begin: 0)
        late.addRecent(
            [(999 * Self.second, [Self.get: Self.change(3)])], since: 998 * Self.second)
        late.advance(to: 1_000 * Self.second)
        #expect(Self.frame(late).window == 2 * Self.second)
        #expect(Self.frame(late).total.window.calls == 1)
        #expect(Self.frame(late).total.sinceStart.calls == 3)
    }

    @Test func `what moves to another series changes no sum`() {
        var figures = Self.begun()
        figures.add([Self.get: Self.change(5, 7)], at: 1_001 * Self.second)
        var back = OperationChange()
        back.calls = -1
        back.add(latency: 5, count: -1)
        figures.add([Self.get: back], at: 1_002 * Self.second)
        let row = Self.frame(figures).rows[0]
        #expect(row.sinceStart.calls == 1 && row.window.calls == 1)
        #expect(row.sinceStart.latencies.ascending.map(\.milliseconds) == [7])
        figures.advance(to: 1_020 * Self.second)
        #expect(Self.frame(figures).rows[0].window.calls == 0)
        #expect(Self.frame(figures).rows[0].window.latencies.count == 0)
    }

    @Test func `attempts without the end of their call are in flight, for a minute`() {
        var figures = Self.begun()
        figures.add([Self.get: Self.change(open: 2)], at: 1_001 * Self.second)
        #expect(Self.frame(figures).total.inFlight == 2)
        figures.add([Self.get: Self.change(8, open: -1)], at: 1_002 * Self.second)
        #expect(Self.frame(figures).rows[0].inFlight == 1)
        #expect(Self.frame(figures, isOver: true).total.inFlight == nil)
        figures.advance(to: 1_062 * Self.second)
        #expect(Self.frame(figures).total.inFlight == 0)
        // An SDK that reports fewer attempts than its calls count has none left over.
        figures.add([Self.put: Self.change(8, open: -3)], at: 1_063 * Self.second)
        figures.add([Self.put: Self.change(open: 1)], at: 1_064 * Self.second)
        #expect(Self.frame(figures).total.inFlight == 1)
    }

    @Test func `the last minute is told in equal parts, and what is not known not at all`() {
        var figures = Self.begun()
        figures.add([Self.get: Self.change(1, 1)], at: 1_001 * Self.second)
        figures.add([Self.put: Self.change(1)], at: 1_011 * Self.second)
        let frame = Self.frame(figures)
        #expect(frame.total.lastMinute == Array(repeating: nil, count: 9) + [2, 0, 1])
        let put = frame.rows.first { $0.operation == Self.put }
        #expect(put?.lastMinute == Array(repeating: nil, count: 9) + [0, 0, 1])
    }

    @Test(arguments: [
        (LiveQuery.Order.total, ["PutObject", "GetObject"]),
        (.calls, ["GetObject", "PutObject"]), (.errors, ["PutObject", "GetObject"]),
        (.p95, ["PutObject", "GetObject"]), (.name, ["GetObject", "PutObject"]),
    ])
    func `rows are ordered`(order: LiveQuery.Order, expected: [String]) {
        var figures = Self.begun()
        figures.add(
            [Self.get: Self.change(1, 2, 3), Self.put: Self.change(50, errors: 1)],
            at: 1_001 * Self.second)
        var query = LiveQuery()
        query.order = order
        #expect(Self.frame(figures, query).rows.map { $0.operation?.api } == expected)
        // Long after, what was before decides.
        figures.advance(to: 1_100 * Self.second)
        #expect(Self.frame(figures, query).rows.map { $0.operation?.api } == expected)
    }

    @Test func `what is left out is counted`() {
        var figures = Self.begun()
        figures.add(
            [Self.get: Self.change(1, 2, 3), Self.put: Self.change(50, errors: 1)],
            at: 1_001 * Self.second)
        let first = Self.frame(figures, limit: 1)
        #expect(first.rows.count == 1 && first.rowCount == 2)
        #expect(first.total.sinceStart.calls == 4)
        var query = LiveQuery()
        query.errorsOnly = true
        let failed = Self.frame(figures, query)
        #expect(failed.rows.map { $0.operation } == [Self.put])
        #expect(failed.total.sinceStart.calls == 1 && failed.operationCount == 2)
        #expect(failed.total.lastMinute.last == 1)
    }
}
