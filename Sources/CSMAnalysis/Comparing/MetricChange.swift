/// A figure of latency in each run of two sides.
public struct MetricChange: Sendable {
    public let metric: ComparisonMetric
    /// One a run, in milliseconds; `nil` where a run has no latency.
    public let base: [Double?]
    public let new: [Double?]
    /// By the runs that have one.
    public let change: LatencyChange

    init(_ metric: ComparisonMetric, base: [SortedLatencies], new: [SortedLatencies]) {
        self.metric = metric
        self.base = base.map(metric.figure)
        self.new = new.map(metric.figure)
        change = LatencyChange(
            base: self.base.compactMap { $0 }, new: self.new.compactMap { $0 })
    }

    /// How many runs are left out.
    public var missingBase: Int { base.count - change.baseRuns }
    public var missingNew: Int { new.count - change.newRuns }
}
