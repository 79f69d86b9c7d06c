import Testing

@testable import CSMAnalysis

struct LatencyChangeTests {
    /// `count` values around `middle`, half a step apart.
    private static func around(_ middle: Double, _ count: Int, step: Double = 0.1) -> [Double] {
        (0..<count).map { middle + (Double($0) - Double(count - 1) / 2) * step }
    }

    @Test(
        arguments: [
            // More than 10 % and more than 2 ms: both are needed, and neither limit is enough.
            (around(14, 10), around(21, 5), .slower), (around(21, 10), around(14, 5), .faster),
            (around(100, 5), around(110, 5), .none), (around(100, 5), around(110.1, 5), .slower),
            (around(110, 5), around(100, 5), .none), (around(110.1, 5), around(100, 5), .faster),
            (around(10, 5), around(12, 5), .none), (around(10, 5), around(12.1, 5), .slower),
            (around(12, 5), around(10, 5), .none), (around(12.1, 5), around(10, 5), .faster),
            (around(1, 5), around(3, 5), .none), (around(0, 5, step: 0), around(2, 5), .none),
            (around(0, 5, step: 0), around(2.1, 5), .slower),
            (around(1_000, 20), around(1_050, 20), .none),
            // 5 against 5 must not overlap at all; of more runs, some may.
            ([10, 10, 10, 10, 30], [30, 31, 32, 33, 34], .none),
            ([10, 10, 10, 10, 29], [30, 31, 32, 33, 34], .slower),
            ([10, 10, 10, 10, 35], [30, 31, 32, 33, 34], .none),
            ([10, 10, 10, 10, 10, 10, 10, 10, 10, 35], [30, 31, 32, 33, 34], .slower),
            ([30, 31, 32, 33, 34], [10, 10, 10, 10, 10, 10, 10, 10, 10, 35], .faster),
            (around(10, 5), around(10, 5), .none), ([7, 7, 7, 7, 7], [7, 7, 7, 7, 7], .none),
            // Fewer runs than five.
            (around(10, 4), around(90, 20), .tooFew(missingBase: 1, missingNew: 0)),
            (around(10, 20), around(90, 3), .tooFew(missingBase: 0, missingNew: 2)),
            (around(10, 1), around(90, 1), .tooFew(missingBase: 4, missingNew: 4)),
            ([], around(90, 9), .tooFew(missingBase: 5, missingNew: 0)),
            ([], [], .tooFew(missingBase: 5, missingNew: 5)),
        ] as [([Double], [Double], LatencyChange.Verdict)])
    func `is a change only if it is unlikely, large and long`(
        base: [Double], new: [Double], verdict: LatencyChange.Verdict
    ) {
        #expect(LatencyChange(base: base, new: new).verdict == verdict)
        let mirrored: LatencyChange.Verdict =
            switch verdict {
            case .slower: .faster
            case .faster: .slower
            case .none: .none
            case .tooFew(let base, let new): .tooFew(missingBase: new, missingNew: base)
            }
        #expect(LatencyChange(base: new, new: base).verdict == mirrored)
    }

    @Test func `says why`() {
        let change = LatencyChange(base: Self.around(14, 10), new: Self.around(21, 5))
        #expect((change.baseRuns, change.newRuns) == (10, 5))
        #expect((change.baseMedian, change.newMedian, change.changePercent) == (14, 21, 50))
        #expect((change.newAboveBaseMedian, change.newBelowBaseMedian) == (5, 0))
        #expect(change.pValue == 1.0 / 3_003)
        let back = LatencyChange(base: [4, 4, 4, 4], new: [1, 2, 3, 5])
        #expect((back.newMedian, back.changePercent) == (2.5, -37.5))
        #expect((back.newAboveBaseMedian, back.newBelowBaseMedian) == (1, 3))
        // That they are faster: 4 × 1 pairs of 16 speak against it.
        #expect(back.pValue == MannWhitney(base: [1, 2, 3, 5], new: [4, 4, 4, 4]).pValue)
        let none = LatencyChange(base: [], new: [3])
        #expect(none.pValue == nil && none.changePercent == nil && none.newMedian == 3)
        #expect(LatencyChange(base: [0], new: [3]).changePercent == nil)
    }
}
