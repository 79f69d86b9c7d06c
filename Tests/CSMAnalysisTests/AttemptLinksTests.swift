import CSMAnalysis
import CSMTestSupport
import Testing

struct AttemptLinksTests {
    @Test func `an attempt in the time of one call is that call's`() {
        let links = AttemptLinks(
            calls: [event(100, 20, attempts: 2), event(200, 20, attempts: 1)],
            attempts: [event(101, 5), event(110, 9), event(201, 18)]
        ).links
        #expect(links == [.call(0), .call(0), .call(1)])
    }

    @Test func `an attempt may reach out of its call by rounding, and not further`() {
        let call = [event(100, 20, attempts: 1)]
        #expect(AttemptLinks(calls: call, attempts: [event(98, 24)]).links == [.call(0)])
        #expect(AttemptLinks(calls: call, attempts: [event(97, 5)]).links == [.none])
        #expect(AttemptLinks(calls: call, attempts: [event(101, 22)]).links == [.none])
    }

    @Test func `calls at the same time leave their attempts ambiguous`() {
        let calls = [event(100, 20, attempts: 1), event(100, 21, attempts: 1)]
        let links = AttemptLinks(calls: calls, attempts: [event(101, 5), event(102, 5)]).links
        #expect(links == [.ambiguous, .ambiguous])
    }

    @Test func `a call that has its attempts is no candidate for others`() {
        // The first attempt can only be the first call's, which leaves the second to the second.
        let calls = [event(100, 100, attempts: 1), event(150, 100, attempts: 1)]
        let links = AttemptLinks(calls: calls, attempts: [event(110, 20), event(160, 20)]).links
        #expect(links == [.call(0), .call(1)])
    }

    @Test func `more attempts than a call counts are nobody's for certain`() {
        // One of the two is of a call that was not seen.
        let links = AttemptLinks(
            calls: [event(100, 100, attempts: 1)], attempts: [event(110, 5), event(120, 5)]
        ).links
        #expect(links == [.ambiguous, .ambiguous])
    }

    @Test func `without calls or attempts there is nothing to link`() {
        #expect(AttemptLinks(calls: [], attempts: [event(1, 1)]).links == [.none])
        #expect(AttemptLinks(calls: [event(1, 1)], attempts: []).links.isEmpty)
    }

    @Test func `a call without a count takes all that lies in it`() {
        let links = AttemptLinks(
            calls: [event(100, 100)], attempts: [event(110, 5), event(120, 5)]
        ).links
        #expect(links == [.call(0), .call(0)])
    }

    @Test func `a call around a thousand others is found when they are over`() {
        let calls = (0..<1_000).map { event(Int64($0), Int32(5_000 - 4 * $0), attempts: 1) }
        let links = AttemptLinks(
            calls: calls, attempts: [event(1_000, 10), event(4_995, 5), event(4_980, 5)]
        ).links
        // In the time of all of them; of the first alone; of some.
        #expect(links == [.ambiguous, .call(0), .ambiguous])
    }

    /// Calls of several threads whose attempts are known: no link may be wrong, and those of calls
    /// that were alone must all be there.
    @Test(arguments: 0..<100)
    func `no link is wrong`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let threads = 1 + seed % 5
        var calls: [TimedEvent] = []
        var attempts: [TimedEvent] = []
        var truth: [Int] = []
        for _ in 0..<threads {
            var clock: Int64 = Int64.random(in: 0...50, using: &random)
            for _ in 0..<40 {
                let start = clock
                let count = Int.random(in: 1...3, using: &random)
                for _ in 0..<count {
                    clock += Int64.random(in: 0...5, using: &random)
                    let latency = Int32.random(in: 0...40, using: &random)
                    attempts.append(event(clock, latency))
                    truth.append(calls.count)
                    clock += Int64(latency)
                }
                calls.append(event(start, Int32(clock - start), attempts: Int32(count)))
                // Beyond the tolerance, so that a call's neighbours are no candidates.
                clock += Int64.random(in: 5...60, using: &random)
            }
        }
        let links = AttemptLinks(calls: calls, attempts: attempts).links
        for (link, call) in zip(links, truth) {
            if case .call(let linked) = link { #expect(linked == call) }
            #expect(link != .none)
        }
        let found = links.filter { $0 != .ambiguous }.count
        if threads == 1 { #expect(found == attempts.count) }
        #expect(found > 0)
    }

    /// All over at once, or each before the one that it is in.
    @Test(arguments: [0, 1])
    func `100,000 calls at once are ambiguous, and soon so`(earlier: Int) {
        let calls = (0..<100_000).map {
            event(Int64($0 % 7), Int32(1_000_000 - earlier * $0), attempts: 1)
        }
        let attempts = (0..<100_000).map { event(Int64(10 + $0 % 1_000), 5) }
        let links = AttemptLinks(calls: calls, attempts: attempts).links
        #expect(links.allSatisfy { $0 == .ambiguous })
    }
}
