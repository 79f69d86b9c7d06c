/// How many latencies lie in a range.
public struct LatencyBucket: Sendable, Equatable {
    /// Milliseconds, from the first that counts to the first that does not.
    public let range: Range<Int>
    public let count: Int
}

extension LatencyHistogram {
    /// The latencies in ranges that grow by 1, 2, 5, 10, 20, 50 …, from the first with any to the
    /// last.
    public var buckets: [LatencyBucket] {
        var buckets: [LatencyBucket] = []
        var bounds = LogarithmicBounds()
        var range = bounds.next()
        var count = 0
        for latency in ascending {
            while latency.milliseconds >= range.upperBound {
                if count > 0 || !buckets.isEmpty {
                    buckets.append(LatencyBucket(range: range, count: count))
                }
                count = 0
                range = bounds.next()
            }
            count += latency.count
        }
        if count > 0 { buckets.append(LatencyBucket(range: range, count: count)) }
        return buckets
    }
}

/// From 0 to 1, 2, 5, 10, 20, 50 and so on.
private struct LogarithmicBounds {
    private var lower = 0
    private var decade = 1
    private var factors = [1, 2, 5]

    mutating func next() -> Range<Int> {
        let upper = factors.removeFirst() * decade
        if factors.isEmpty { (factors, decade) = ([1, 2, 5], decade * 10) }
        defer { lower = upper }
        return lower..<upper
    }
}
