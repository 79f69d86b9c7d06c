/// Latencies with their counts, ascending: what is asked for often is found without counting anew.
public struct SortedLatencies: Sendable {
    private var latencies: [(milliseconds: Int, count: Int)] = []

    /// How many latencies there are.
    public let count: Int
    /// Their sum, in milliseconds.
    public let total: Int

    public init() { (count, total) = (0, 0) }

    public init(_ histogram: LatencyHistogram) {
        latencies = histogram.ascending
        count = histogram.count
        total = histogram.total
    }

    /// Milliseconds; `nil` where there is no latency.
    public var minimum: Int? { latencies.first?.milliseconds }
    /// Milliseconds; `nil` where there is no latency.
    public var maximum: Int? { latencies.last?.milliseconds }

    /// The latency at a percentile, nearest rank, in milliseconds; `nil` where there is none.
    public func latency(at percentile: Percentile) -> Int? {
        guard count > 0 else { return nil }
        let rank = percentile.rank(of: count)
        var seen = 0
        return latencies.first {
            seen += $0.count
            return seen >= rank
        }?.milliseconds
    }
}
