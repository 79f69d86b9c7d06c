/// How often each latency occurred: exact, since latencies are whole milliseconds.
public struct LatencyHistogram: Sendable, Equatable {
    private var counts: [Int: Int] = [:]

    /// How many latencies there are.
    public private(set) var count = 0
    /// Their sum, in milliseconds.
    public private(set) var total = 0

    public init() {}

    public mutating func add(milliseconds: Int, count: Int = 1) {
        counts[milliseconds, default: 0] += count
        self.count += count
        total = total.bounded(plus: milliseconds.bounded(times: count))
    }

    public mutating func add(_ other: LatencyHistogram) {
        for (milliseconds, count) in other.counts { add(milliseconds: milliseconds, count: count) }
    }

    /// Latencies in milliseconds with their counts, ascending.
    public var ascending: [(milliseconds: Int, count: Int)] {
        counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Milliseconds; `nil` where there is no latency.
    public var minimum: Int? { counts.keys.min() }
    /// Milliseconds; `nil` where there is no latency.
    public var maximum: Int? { counts.keys.max() }
    /// Milliseconds; `nil` where there is no latency.
    public var mean: Double? { count == 0 ? nil : Double(total) / Double(count) }

    /// The latencies at some percentiles, nearest rank, in milliseconds; `nil` where there is no
    /// latency at all.
    public func latencies(at percentiles: [Percentile]) -> [Int?] {
        guard count > 0 else { return percentiles.map { _ in nil } }
        let ascending = ascending
        return percentiles.map { percentile in
            let rank = percentile.rank(of: count)
            var seen = 0
            return ascending.first {
                seen += $0.count
                return seen >= rank
            }?.milliseconds
        }
    }
}
