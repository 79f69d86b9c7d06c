public import CSMAnalysis

/// How the judged runs compare with the baseline's, as one rule sees it.
public struct BaselineComparison: Sendable {
    /// The baseline's figure that the limit counts from: of a count the largest of its runs, or the
    /// smallest for a limit from below; of a latency the median; `nil` where no run has one.
    public let base: Quantity?
    /// How many of the baseline's runs have a figure.
    public let baseRuns: Int
    /// How many of the judged runs have one.
    public let newRuns: Int
    /// What the runs' latencies prove; `nil` for other figures, and without any.
    public let change: LatencyChange?
}
