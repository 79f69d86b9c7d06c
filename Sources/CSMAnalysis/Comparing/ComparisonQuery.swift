/// What to compare, and how to order it.
public struct ComparisonQuery: Sendable {
    public enum Order: String, Sendable, CaseIterable {
        /// What changed first, and of that what is worse.
        case change
        /// By the new runs' summed latency, the largest first.
        case total
        case name
    }

    /// How a run's calls are counted, and by what they are grouped.
    ///
    /// Its order and its `top` are not used.
    public var statistics = StatisticsQuery()
    /// The figure of each run that verdicts on latency go by.
    public var metric = ComparisonMetric.median
    public var order = Order.change

    public init() {}

    /// The metric that decides, and one to show beside it.
    var metrics: [ComparisonMetric] { [metric, metric == .p95 ? .median : .p95] }
}
