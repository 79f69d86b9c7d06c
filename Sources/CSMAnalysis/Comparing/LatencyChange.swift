/// Whether latencies changed from one side to the other, told by one figure a run.
///
/// The run is the unit: the calls within one share that run's luck.
public struct LatencyChange: Sendable, Equatable {
    public enum Verdict: Sendable, Equatable {
        case slower, faster
        /// No change was seen, which is no proof that there is none.
        case none
        /// Fewer runs than a verdict needs, and how many are missing on each side.
        case tooFew(missingBase: Int, missingNew: Int)
    }

    /// What a change must reach to be one.
    public enum Threshold {
        /// Both sides need this many runs: four against four never get below 1/70.
        public static let runs = 5
        /// The test's result must not be larger.
        public static let pValue = 0.005
        /// The larger median must be more than this above the smaller one, in percent.
        public static let percent = 10.0
        /// And more than this, in milliseconds.
        public static let milliseconds = 2.0
    }

    public let verdict: Verdict
    /// How many runs had a figure.
    public let baseRuns: Int
    public let newRuns: Int
    /// Milliseconds; `nil` where no run of that side has a latency.
    public let baseMedian: Double?
    public let newMedian: Double?
    /// How far the new median is above the base's, in percent of that; below 0 if it is below.
    ///
    /// `nil` where one is missing, or the base's is 0.
    public let changePercent: Double?
    /// Of the exact one-sided test in the direction in which the median moved: that the new runs
    /// are slower, or, where their median is the smaller one, that they are faster.
    ///
    /// `nil` where a side has no figure.
    public let pValue: Double?
    /// New runs with a figure above the base's median.
    public let newAboveBaseMedian: Int
    /// New runs with a figure below the base's median.
    public let newBelowBaseMedian: Int

    /// `base` and `new` are a figure for each run, in milliseconds, such as its median call.
    ///
    /// `faster` is `slower` with the sides exchanged: the base's median must be more than 10 % above
    /// the new one.
    public init(base: [Double], new: [Double]) {
        baseRuns = base.count
        newRuns = new.count
        let (first, second) = (Self.median(base), Self.median(new))
        (baseMedian, newMedian) = (first, second)
        guard let first, let second else {
            verdict = .tooFew(
                missingBase: Self.missing(base.count), missingNew: Self.missing(new.count))
            (changePercent, pValue, newAboveBaseMedian, newBelowBaseMedian) = (nil, nil, 0, 0)
            return
        }
        changePercent = first > 0 ? (second - first) * 100 / first : nil
        newAboveBaseMedian = new.count { $0 > first }
        newBelowBaseMedian = new.count { $0 < first }
        let isUp = second >= first
        let test = isUp ? MannWhitney(base: base, new: new) : MannWhitney(base: new, new: base)
        pValue = test.pValue
        if base.count < Threshold.runs || new.count < Threshold.runs {
            verdict = .tooFew(
                missingBase: Self.missing(base.count), missingNew: Self.missing(new.count))
        } else if test.pValue <= Threshold.pValue, Self.isFar(first, second) {
            verdict = isUp ? .slower : .faster
        } else {
            verdict = .none
        }
    }

    private static func missing(_ runs: Int) -> Int { max(0, Threshold.runs - runs) }

    /// Whether the larger of two medians is far enough above the other.
    private static func isFar(_ first: Double, _ second: Double) -> Bool {
        let (low, high) = (min(first, second), max(first, second))
        // Whole on both sides where latencies are: 11 ms is not more than 10 % above 10 ms.
        return high - low > Threshold.milliseconds
            && (high - low) * 100 > low * Threshold.percent
    }

    /// The middle one, or the mean of the two in the middle.
    private static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1
            ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
