import Testing

@testable import AthenaAccess

/// The state machine: what is done about each outcome.
struct QueryRunTests {
    private static func run(
        attempts: Int = 3, mostScanned: Int? = nil, _ contact: Contact = Contact()
    ) -> QueryRun {
        let request = QueryRequest(
            sql: "SELECT 1", database: "csm", workGroup: "csm", columns: ["a"],
            mostScanned: mostScanned)
        return QueryRun(request, CallRetry(attempts: attempts, contact))
    }

    /// One whose query has started, and is to be looked at.
    private static func started(mostScanned: Int? = nil) -> QueryRun {
        var run = run(mostScanned: mostScanned)
        #expect(run.next() == .send(.start))
        run.handle(.answered(.started(id: "q")), random: 1)
        #expect(run.next() == .wait(.milliseconds(100)))
        #expect(run.next() == .send(.status("q")))
        return run
    }

    /// One whose query has succeeded, and is to be read.
    private static func succeeded() -> QueryRun {
        var run = started()
        run.handle(.answered(.status(success)), random: 1)
        #expect(run.next() == .tell(.reading(rows: 0)))
        #expect(run.next() == .send(.page("q", token: nil, rows: 1_000)))
        return run
    }

    private static let success = QueryStatus(state: .succeeded, scannedBytes: 9, milliseconds: 7)
    private static let statistics = QueryStatistics(id: "q", scannedBytes: 9, milliseconds: 7)
    private static let throttle = AthenaOutcome.failed("slow", isThrottle: true, asked: nil)
    private static let fault = AthenaOutcome.failed("500", isThrottle: false, asked: nil)

    private static func page(_ rows: [[String?]], next: String? = nil) -> AthenaOutcome {
        .answered(.page(ResultPage(columns: ["a"], rows: rows, nextToken: next)))
    }

    @Test func `a query is started, waited for and read`() {
        var run = Self.started()
        for (delay, status) in [
            (200, QueryStatus(state: .queued)), (400, .init(state: .running, scannedBytes: 5)),
            (800, .init(state: .queued)), (1_600, .init(state: .running)),
            (2_000, .init(state: .running)), (2_000, .init(state: .running)),
        ] {
            run.handle(.answered(.status(status)), random: 1)
            let isQueued = status.state == .queued
            #expect(
                run.next()
                    == .tell(isQueued ? .queued : .running(scannedBytes: status.scannedBytes)))
            #expect(run.next() == .wait(.milliseconds(delay)))
            #expect(run.next() == .send(.status("q")))
        }
        run.handle(.answered(.status(Self.success)), random: 1)
        #expect(run.next() == .tell(.reading(rows: 0)))
        #expect(run.next() == .send(.page("q", token: nil, rows: 1_000)))
        run.handle(Self.page([["A"], ["1"]], next: "t"), random: 1)
        #expect(run.next() == .rows([["1"]]))
        #expect(run.next() == .tell(.reading(rows: 1)))
        #expect(run.next() == .send(.page("q", token: "t", rows: 1_000)))
        run.handle(Self.page([[nil]]), random: 1)
        #expect(run.next() == .rows([[nil]]))
        #expect(run.next() == .tell(.reading(rows: 2)))
        #expect(run.next() == .done(Self.statistics))
    }

    @Test(arguments: [
        (throttle, [Duration.seconds(1), .seconds(2)]),
        (fault, [.milliseconds(50), .milliseconds(100)]),
        (.failed("i", isThrottle: false, asked: .seconds(3)), [.seconds(3), .seconds(3)]),
        (.ambiguous("a"), [.milliseconds(50), .milliseconds(100)]),
    ])
    func `each call is tried three times`(outcome: AthenaOutcome, waits: [Duration]) {
        for (start, call) in [
            (Self.started(), AthenaCall.status("q")),
            (Self.succeeded(), .page("q", token: nil, rows: 1_000)),
        ] {
            var run = start
            for wait in waits {
                run.handle(outcome, random: 1)
                #expect(run.next() == .wait(wait))
                #expect(run.next() == .send(call))
            }
            run.handle(outcome, random: 1)
            // One that may still run is stopped first.
            if case .status = call {
                #expect(run.next() == .send(.stop("q")))
                #expect(run.isEnding)
                run.handle(.answered(.stopped), random: 1)
            }
            guard case .stop(.gaveUp) = run.next() else {
                Issue.record("it goes on")
                return
            }
        }
    }

    @Test(arguments: [(false, QueryStop.unreachable("refused")), (true, .gaveUp("refused"))])
    func `nobody there is another thing than nobody there any more`(
        isReached: Bool, stop: QueryStop
    ) {
        var run = Self.run(attempts: 1, Contact(isReached: isReached))
        run.handle(.unreachable("refused"), random: 1)
        #expect(run.next() == .stop(stop))
    }

    @Test(arguments: [
        (AthenaOutcome.expired("no"), QueryRun.Step.renewCredentials),
        (.skewed("no"), .correctClock),
    ])
    func `credentials and the clock are put right once, and again after an answer`(
        outcome: AthenaOutcome, repair: QueryRun.Step
    ) {
        var run = Self.run()
        run.handle(outcome, random: 1)
        #expect(run.next() == repair)
        #expect(run.next() == .send(.start))
        run.handle(.answered(.started(id: "q")), random: 1)
        run.handle(outcome, random: 1)
        #expect(run.next() == repair)
        #expect(run.next() == .send(.status("q")))
        run.handle(outcome, random: 1)
        #expect(run.next() == .send(.stop("q")))
        run.handle(.answered(.stopped), random: 1)
        #expect(run.next() == .stop(.refused(.denied, "no")))
    }

    @Test func `what is no Athena any more may be one again`() {
        var run = Self.run()
        run.handle(.refused(.notAthena, "404"), random: 1)
        #expect(run.next() == .stop(.refused(.notAthena, "404")))
        run = Self.run(Contact(isReached: true, isAthena: true))
        run.handle(.refused(.notAthena, "404"), random: 1)
        #expect(run.next() == .wait(.milliseconds(50)))
        run = Self.started()
        run.handle(.refused(.notAthena, "404"), random: 1)
        #expect(run.next() == .wait(.milliseconds(50)))
    }

    @Test func `a refusal ends it, and stops the query`() {
        var run = Self.run()
        run.handle(.refused(.notFound, "no"), random: 1)
        #expect(run.next() == .stop(.refused(.notFound, "no")))
        run = Self.started()
        run.handle(.refused(.denied, "no"), random: 1)
        #expect(run.next() == .send(.stop("q")))
        run.handle(.answered(.stopped), random: 1)
        #expect(run.next() == .stop(.refused(.denied, "no")))
        run = Self.succeeded()
        run.handle(.refused(.denied, "no"), random: 1)
        #expect(run.next() == .stop(.refused(.denied, "no")))
    }

    @Test func `a query that scans too much is stopped, one that has succeeded is read`() {
        var run = Self.started(mostScanned: 8)
        run.handle(.answered(.status(.init(state: .running, scannedBytes: 8))), random: 1)
        #expect(run.next() == .tell(.running(scannedBytes: 8)))
        run.handle(.answered(.status(.init(state: .running, scannedBytes: 9))), random: 1)
        #expect(run.next() == .send(.stop("q")))
        run.handle(.answered(.stopped), random: 1)
        #expect(run.next() == .stop(.overLimit(scannedBytes: 9, limit: 8)))
        run = Self.started(mostScanned: 8)
        run.handle(.answered(.status(Self.success)), random: 1)
        #expect(run.next() == .tell(.reading(rows: 0)))
    }

    @Test func `a query that failed needs no stop`() {
        var run = Self.started()
        run.handle(.answered(.status(.init(state: .failed, reason: "r"))), random: 1)
        #expect(run.next() == .stop(.refused(.badData, "the query failed: r")))
    }

    @Test(arguments: [
        QueryStatus.Fault(category: 1), .init(category: 2, isRetryable: true),
        .init(isRetryable: true),
    ])
    func `one that Athena may queue again does`(fault: QueryStatus.Fault) {
        var run = Self.started()
        run.handle(.answered(.status(.init(state: .failed, fault: fault))), random: 1)
        #expect(run.next() == .send(.stop("q")))
        run.handle(.answered(.stopped), random: 1)
        #expect(run.next() == .stop(.gaveUp("the query failed")))
    }

    @Test func `a page that is too long is asked for by halves, and never more again`() {
        let tooLong = AthenaOutcome.tooLong("a row is long")
        var run = Self.succeeded()
        run.handle(tooLong, random: 1)
        #expect(run.next() == .send(.page("q", token: nil, rows: 500)))
        // That is no failure of the call's.
        for _ in 0..<2 { run.handle(Self.fault, random: 1) }
        run.handle(tooLong, random: 1)
        #expect(run.next() == .send(.page("q", token: nil, rows: 250)))
        run.handle(Self.page([["1"]], next: "t"), random: 1)
        #expect(run.next() == .rows([["1"]]))
        #expect(run.next() == .tell(.reading(rows: 1)))
        for rows in [250, 125, 62, 31, 15, 7, 3, 1] {
            #expect(run.next() == .send(.page("q", token: "t", rows: rows)))
            run.handle(tooLong, random: 1)
        }
        #expect(run.next() == .stop(.refused(.badData, "a row is long")))
    }

    @Test(arguments: [(0, 1), (7, 7), (5_000, 1_000)])
    func `no page is larger than Athena gives`(pageSize: Int, rows: Int) {
        var run = QueryRun(
            QueryRequest(
                sql: "SELECT 1", database: "csm", workGroup: "csm", columns: ["a"],
                pageSize: pageSize), CallRetry(attempts: 1))
        run.handle(.answered(.started(id: "q")), random: 1)
        run.handle(.answered(.status(Self.success)), random: 1)
        #expect(run.next() == .tell(.reading(rows: 0)))
        #expect(run.next() == .send(.page("q", token: nil, rows: rows)))
    }

    @Test func `a page that is wrong ends it`() {
        var run = Self.succeeded()
        run.handle(Self.page([["1"]], next: "t"), random: 1)
        run.handle(Self.page([["1"]], next: "t"), random: 1)
        let reason = "a page of the result has the token of an earlier page"
        #expect(run.next() == .stop(.refused(.badData, reason)))
    }
}
