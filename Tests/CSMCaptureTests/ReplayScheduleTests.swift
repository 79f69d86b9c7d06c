import CSMCapture
import CSMTestSupport
import Testing

struct ReplayScheduleTests {
    private func deadlines(
        _ arrivals: [Int64], _ speed: ReplaySchedule.Speed = .factor(1), longestGap: Int64? = nil
    ) -> [Int64] {
        var schedule = ReplaySchedule(speed: speed, longestGap: longestGap)
        return arrivals.map { schedule.deadline(arrival: $0) }
    }

    @Test func `the first is due at once, the others as they came`() {
        #expect(deadlines([700, 700, 900, 5_900]) == [0, 0, 200_000, 5_200_000])
    }

    @Test func `speed divides the time`() {
        #expect(deadlines([0, 1_000, 3_000], .factor(4)) == [0, 250_000, 750_000])
        #expect(deadlines([0, 1_000], .factor(0.5)) == [0, 2_000_000])
        #expect(deadlines([0, 1_000, 3_000], .unlimited) == [0, 0, 0])
    }

    @Test func `rounding does not add up`() {
        // A million thirds of a microsecond.
        let last = deadlines((0...1_000_000).map { Int64($0) }, .factor(3)).last
        #expect(last == 333_333_333)
    }

    @Test func `long pauses are cut before they are divided`() {
        #expect(
            deadlines([0, 10_000, 11_000, 90_000], .factor(2), longestGap: 2_000)
                == [0, 1_000_000, 1_500_000, 2_500_000])
        var schedule = ReplaySchedule(speed: .factor(1), longestGap: nil)
        for arrival in [5, 10, 400, 500] as [Int64] { _ = schedule.deadline(arrival: arrival) }
        #expect(schedule.largestGap == 390_000)
    }

    @Test func `a clock that was set back costs no time`() {
        #expect(deadlines([1_000, 500, 1_500]) == [0, 0, 500_000])
        let alternating = (0..<1_000).map { Int64($0 % 2) * 1_000_000 }
        #expect(deadlines(alternating).last == 1_000_000_000)
    }

    @Test func `no recording is too long for the clock`() {
        for speed in [ReplaySchedule.Speed.factor(1), .factor(0.001), .unlimited] {
            #expect(deadlines([0, .max / 2, .max], speed).allSatisfy { $0 >= 0 })
        }
    }

    @Test func `another round follows after a pause`() {
        var schedule = ReplaySchedule(speed: .factor(2), longestGap: 1_000)
        #expect(schedule.deadline(arrival: 300) == 0)
        #expect(schedule.deadline(arrival: 700) == 200_000)
        schedule.beginAgain(after: 600)
        #expect(schedule.deadline(arrival: 300) == 500_000)
        schedule.beginAgain(after: 90_000)
        #expect(schedule.deadline(arrival: 300) == 1_000_000)
    }

    @Test(arguments: 0..<20)
    func `deadlines never go back, and last as long as the recording`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var arrival: Int64 = 0
        let arrivals = (0..<500).map { _ in
            arrival += Int64.random(in: 0...9_999, using: &random)
            return arrival
        }
        let deadlines = deadlines(arrivals)
        #expect(deadlines == deadlines.sorted())
        #expect(deadlines.last == (arrivals[499] - arrivals[0]) * 1_000)
    }
}
