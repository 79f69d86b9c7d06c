import Testing

@testable import AthenaAccess

/// No query goes on that nobody waits for.
struct QueryEndingTests {
    private static func run() -> QueryRun {
        var run = QueryRun(
            QueryRequest(sql: "SELECT 1", database: "csm", workGroup: "csm", columns: ["a"]),
            CallRetry(attempts: 3))
        #expect(run.next() == .send(.start))
        return run
    }

    private static func started() -> QueryRun {
        var run = run()
        run.handle(.answered(.started(id: "q")), random: 1)
        return run
    }

    @Test func `before a start there is nothing to stop`() {
        var run = Self.run()
        run.interrupt()
        #expect(run.next() == .stop(.interrupted))
    }

    @Test(arguments: [
        AthenaOutcome.failed("slow", isThrottle: true, asked: nil), .unreachable("refused"),
    ])
    func `what did not start needs no stop`(outcome: AthenaOutcome) {
        var run = Self.run()
        run.handle(outcome, random: 1)
        run.interrupt()
        #expect(run.next() == .stop(.interrupted))
    }

    @Test func `a query that runs is stopped`() {
        var run = Self.started()
        run.interrupt()
        // Asking twice changes nothing.
        run.interrupt()
        #expect(run.next() == .send(.stop("q")))
        run.handle(.answered(.stopped), random: 1)
        #expect(run.next() == .stop(.interrupted))
    }

    @Test(arguments: [
        (AthenaOutcome.ambiguous("reset"), [50, 100]), (.unreachable("refused"), [50, 100]),
        (.failed("slow", isThrottle: true, asked: .seconds(9)), [300, 300]),
        (.refused(.notAthena, "404"), [50, 100]),
    ])
    func `that is tried three times, soon`(outcome: AthenaOutcome, pauses: [Int]) {
        var run = Self.started()
        run.interrupt()
        for pause in pauses {
            #expect(run.next() == .send(.stop("q")))
            run.handle(outcome, random: 1)
            #expect(run.next() == .pause(.milliseconds(pause)))
        }
        #expect(run.next() == .send(.stop("q")))
        run.handle(outcome, random: 1)
        #expect(run.next() == .stop(.leftRunning(.interrupted, id: "q")))
    }

    @Test(arguments: [
        (AthenaOutcome.expired("over"), QueryRun.Step.renewCredentials),
        (.skewed("no"), .correctClock),
    ])
    func `credentials and the clock are put right for it, once`(
        outcome: AthenaOutcome, repair: QueryRun.Step
    ) {
        for last in [AthenaOutcome.answered(.stopped), outcome] {
            var run = Self.started()
            run.interrupt()
            run.handle(outcome, random: 1)
            #expect(run.next() == repair)
            #expect(run.next() == .send(.stop("q")))
            run.handle(last, random: 1)
            let isLeft = last == outcome
            #expect(
                run.next() == .stop(isLeft ? .leftRunning(.interrupted, id: "q") : .interrupted))
        }
    }

    @Test func `a refusal is not asked again`() {
        var run = Self.started()
        run.interrupt()
        run.handle(.refused(.denied, "no"), random: 1)
        #expect(run.next() == .stop(.leftRunning(.interrupted, id: "q")))
    }

    @Test func `a query that failed and may be queued again is not known to have ended`() {
        var run = Self.started()
        run.handle(
            .answered(.status(.init(state: .failed, fault: .init(category: 1)))), random: 1)
        run.handle(.refused(.denied, "no"), random: 1)
        #expect(run.next() == .stop(.leftRunning(.gaveUp("the query failed"), id: "q")))
    }

    @Test(arguments: [
        AthenaOutcome.ambiguous("reset"), .failed("500", isThrottle: false, asked: nil),
    ])
    func `a start whose answer is lost is sent once more, to stop what has started`(
        outcome: AthenaOutcome
    ) {
        var run = Self.run()
        run.handle(outcome, random: 1)
        #expect(run.next() == .wait(.milliseconds(50)))
        run.interrupt()
        #expect(run.next() == .send(.start))
        run.handle(.answered(.started(id: "q")), random: 1)
        #expect(run.next() == .send(.stop("q")))
        run.handle(.answered(.stopped), random: 1)
        #expect(run.next() == .stop(.interrupted))
    }

    @Test func `and three times at most`() {
        var run = Self.run()
        for _ in 0..<3 { run.handle(.ambiguous("reset"), random: 1) }
        #expect(run.isEnding)
        for pause in [50, 100] {
            #expect(run.next() == .send(.start))
            run.handle(.ambiguous("reset"), random: 1)
            #expect(run.next() == .pause(.milliseconds(pause)))
        }
        #expect(run.next() == .send(.start))
        run.handle(.ambiguous("reset"), random: 1)
        #expect(run.next() == .stop(.leftRunning(.gaveUp("reset"), id: nil)))
    }

    @Test func `the query it tells of may be left running`() {
        var run = Self.run()
        run.handle(.ambiguous("reset"), random: 1)
        run.interrupt()
        run.handle(.answered(.started(id: "q")), random: 1)
        run.handle(.refused(.denied, "no"), random: 1)
        #expect(run.next() == .stop(.leftRunning(.interrupted, id: "q")))
    }

    @Test func `a lost answer that came in the end is no matter`() {
        var run = Self.run()
        run.handle(.ambiguous("reset"), random: 1)
        run.handle(.answered(.started(id: "q")), random: 1)
        run.handle(.answered(.status(.init(state: .cancelled))), random: 1)
        #expect(run.next() == .stop(.gaveUp("the query was cancelled")))
    }

    @Test func `a result that is read has nothing to stop`() {
        var run = Self.started()
        run.handle(.answered(.status(.init(state: .succeeded))), random: 1)
        run.interrupt()
        #expect(run.next() == .stop(.interrupted))
    }

    @Test func `without credentials nothing can be sent`() {
        var run = Self.run()
        run.endWithoutCredentials(.interrupted)
        #expect(run.next() == .stop(.interrupted))
        run = Self.run()
        run.handle(.ambiguous("reset"), random: 1)
        run.endWithoutCredentials(.interrupted)
        #expect(run.next() == .stop(.leftRunning(.interrupted, id: nil)))
        run = Self.started()
        run.endWithoutCredentials(.interrupted)
        #expect(run.next() == .stop(.leftRunning(.interrupted, id: "q")))
        // What it ended for stays the reason.
        run = Self.started()
        run.handle(.refused(.denied, "no"), random: 1)
        run.endWithoutCredentials(.interrupted)
        #expect(run.next() == .stop(.leftRunning(.refused(.denied, "no"), id: "q")))
    }
}
