import CSMAnalysis
import CSMEvents
import CSMTestSupport
import Testing

/// Which timestamps are believed; the session is ten seconds long.
struct SessionClockTests {
    private static let day: Int64 = 86_400_000

    private func session() -> SessionOverview {
        CSMAnalysisTests.session(startedAt: 1_795_000_000_000_000, endedAt: 1_795_000_010_000_000)
    }

    /// Calls that arrive 100 ms apart, `offset` milliseconds off what their arrival says.
    private func calls(_ offsets: [Int64], latency: Int32 = 20) -> [SessionClock.CallTime] {
        let start = session().startedAt
        return offsets.enumerated().map { place, offset in
            let arrival = start + Int64(place + 1) * 100_000
            return SessionClock.CallTime(
                start: arrival / 1_000 - Int64(latency) + offset, latency: latency,
                arrival: arrival)
        }
    }

    private func clock(_ calls: [SessionClock.CallTime]) -> SessionClock {
        SessionClock(of: session(), calls: calls)
    }

    @Test(
        arguments: [
            // A minute is believed, whatever the session's length, and no more.
            ([0, 0, -60_000], 0), ([0, 0, -60_001], 1), ([0, 0, 60_000], 0), ([0, 0, 60_001], 1),
            // Of many that are off, in both directions or by ever more, each is.
            ([0, -400 * day, 400 * day, 0], 2), ([-9_000 * day, 5_000 * day, -9_000 * day], 3),
            ([0, -3 * day, -2 * day, -day, 5 * day], 4),
            // A session that is sent again is as far off in each of its calls.
            ([-9 * day, -9 * day, -9 * day], 0), ([-9 * day, -9 * day, 0], 0),
            ([0, 0, 0], 0), ([], 0),
        ] as [([Int64], Int)])
    func `timestamps that cannot be true are counted`(offsets: [Int64], count: Int) {
        #expect(clock(calls(offsets)).misdatedCalls == count)
    }

    @Test func `a clock that stands still far away is not believed`() {
        let now = session().startedAt / 1_000
        let calls = (1...90).map { place in
            SessionClock.CallTime(
                start: now - 400 * Self.day, latency: 0,
                arrival: session().startedAt + Int64(place) * 100_000)
        }
        let clock = clock(calls)
        #expect(clock.misdatedCalls == 90)
        #expect(!clock.line.isCallsOwn)
        #expect(clock.interval(of: calls[0])?.start == now + 100)
    }

    @Test func `a misdated call is in flight until it arrives`() {
        let calls = calls([0, 0, 400 * Self.day])
        let interval = clock(calls).interval(of: calls[2])
        let arrival = session().startedAt / 1_000 + 300
        #expect(interval == Interval(start: arrival - 20, end: arrival))
    }

    @Test func `a latency of years is no time in flight`() {
        var calls = calls([0, 0])
        let time = calls[1]
        calls[1] = SessionClock.CallTime(start: time.start, latency: .max, arrival: time.arrival)
        let clock = clock(calls)
        #expect(clock.misdatedCalls == 0)
        let busy = SessionClock(
            of: session(), calls: calls + self.calls([0, 0, 400 * Self.day]))
        let interval = busy.interval(of: calls[1])
        #expect(interval.map { $0.end - $0.start } == 60_000)
    }

    @Test func `calls within the session need not be read`() {
        let start = session().startedAt / 1_000
        let within = [Interval(start: start, end: start + 10_000)]
        #expect(SessionClock(of: session(), busy: within)?.line.isCallsOwn == false)
        #expect(SessionClock(of: session(), busy: [])?.line.isCallsOwn == false)
    }

    @Test func `nor an older session, sent again`() {
        let start = session().startedAt / 1_000 - 9 * Self.day
        let elsewhere = [
            Interval(start: start, end: start + 100),
            Interval(start: start + 4_000, end: start + 5_000),
        ]
        #expect(SessionClock(of: session(), busy: elsewhere)?.line.isCallsOwn == true)
    }

    @Test(arguments: [
        [Interval(start: -Self.day, end: -Self.day + 10), Interval(start: 0, end: 10)],
        [Interval(start: -5 * Self.day, end: -5 * Self.day), Interval(start: -Self.day, end: 0)],
        [Interval(start: -Self.day, end: -Self.day + 10)],
    ])
    func `others only the calls can tell`(relative: [Interval]) {
        let start = session().startedAt / 1_000
        let busy = relative.map { Interval(start: start + $0.start, end: start + $0.end) }
        #expect(SessionClock(of: session(), busy: busy) == nil)
    }

    @Test(arguments: 0..<50)
    func `what was gathered call by call tells the same, or nothing`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        // A clock that is right, one that was set once, one that goes on from there, one that jumps.
        let usual = [0, 59_000, -400 * Self.day][seed % 3]
        let offsets = (0..<Int.random(in: 0...40, using: &random)).map { _ in
            seed % 4 == 0 ? Int64.random(in: -90_000...90_000, using: &random) : usual
        }
        let calls = calls(offsets, latency: seed % 5 == 0 ? 70_000 : 20)
        var evidence = ClockEvidence()
        for call in calls {
            evidence.add(start: call.start, latency: call.latency, arrival: call.arrival)
        }
        var session = session()
        session.calls = calls.count
        let misdated = SessionClock.misdatedCalls(of: session, by: evidence)
        #expect(misdated == nil || misdated == clock(calls).misdatedCalls)
        // No look at each call is needed for what is ordinary, or is sent again.
        if seed % 4 != 0, seed % 5 != 0 { #expect(misdated == 0) }
    }

    @Test func `a clock that jumps by thousands of years, again and again, is counted`() {
        let far = Int64(253_402_300_000_000)
        let calls = (0..<100_000).map { place in
            SessionClock.CallTime(
                start: place % 2 == 0 ? 0 : far, latency: 1,
                arrival: 1_795_000_000_000_000 + Int64(place))
        }
        #expect(clock(calls).misdatedCalls == 100_000)
    }
}
