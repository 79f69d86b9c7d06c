/// How often each latency occurred: exact, since latencies are whole milliseconds.
///
/// Latencies that come in order, as the database has them, are appended and merged; looking each of
/// them up by its hash would take most of the time that statistics take.
public struct LatencyHistogram: Sendable, Equatable {
    private struct Entry: Sendable, Equatable {
        let milliseconds: Int
        var count: Int
    }

    /// Ascending, each latency once.
    private var sorted: [Entry] = []
    /// What came out of order, all below the last of `sorted`, and not many more than are there.
    private var pending: [Int: Int] = [:]

    /// How many latencies there are.
    public private(set) var count = 0
    /// Their sum, in milliseconds.
    public private(set) var total = 0

    public init() {}

    public static func == (left: LatencyHistogram, right: LatencyHistogram) -> Bool {
        left.count == right.count && left.total == right.total && left.entries == right.entries
    }

    public mutating func add(milliseconds: Int, count: Int = 1) {
        insert(milliseconds, count)
        self.count += count
        total = total.bounded(plus: milliseconds.bounded(times: count))
    }

    public mutating func add(_ other: LatencyHistogram) {
        // A few are looked up; of many it is quicker to go through all.
        if other.sorted.count >= sorted.count / 8 {
            merge(other.sorted)
        } else {
            for entry in other.sorted { insert(entry.milliseconds, entry.count) }
        }
        for (milliseconds, count) in other.pending { insert(milliseconds, count) }
        count += other.count
        total = total.bounded(plus: other.total)
    }

    private mutating func insert(_ milliseconds: Int, _ count: Int) {
        guard let last = sorted.last, milliseconds <= last.milliseconds else {
            sorted.append(Entry(milliseconds: milliseconds, count: count))
            return
        }
        let place = place(of: milliseconds)
        if sorted[place].milliseconds == milliseconds {
            sorted[place].count += count
            return
        }
        pending[milliseconds, default: 0] += count
        if pending.count > sorted.count + 64 { fold() }
    }

    /// Where in `sorted` the first entry is that is not less; there is one.
    private func place(of milliseconds: Int) -> Int {
        var (low, high) = (0, sorted.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle].milliseconds < milliseconds {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private mutating func fold() {
        let waiting = pending.map { Entry(milliseconds: $0.key, count: $0.value) }
        pending.removeAll(keepingCapacity: true)
        merge(waiting.sorted { $0.milliseconds < $1.milliseconds })
    }

    private mutating func merge(_ others: [Entry]) {
        sorted = Self.merged(sorted, others)
    }

    /// Both are ascending.
    private static func merged(_ left: [Entry], _ right: [Entry]) -> [Entry] {
        if left.isEmpty { return right }
        var all: [Entry] = []
        all.reserveCapacity(left.count + right.count)
        var (first, second) = (0, 0)
        while first < left.count, second < right.count {
            let (one, other) = (left[first], right[second])
            if one.milliseconds < other.milliseconds {
                all.append(one)
                first += 1
            } else if one.milliseconds > other.milliseconds {
                all.append(other)
                second += 1
            } else {
                all.append(Entry(milliseconds: one.milliseconds, count: one.count + other.count))
                first += 1
                second += 1
            }
        }
        all += left[first...]
        all += right[second...]
        return all
    }

    private var entries: [Entry] {
        guard !pending.isEmpty else { return sorted }
        var folded = self
        folded.fold()
        return folded.sorted
    }

    /// Latencies in milliseconds with their counts, ascending.
    public var ascending: [(milliseconds: Int, count: Int)] {
        entries.map { ($0.milliseconds, $0.count) }
    }

    /// Milliseconds; `nil` where there is no latency.
    public var minimum: Int? {
        [sorted.first?.milliseconds, pending.keys.min()].compactMap { $0 }.min()
    }
    /// Milliseconds; `nil` where there is no latency.
    public var maximum: Int? { sorted.last?.milliseconds }
    /// Milliseconds; `nil` where there is no latency.
    public var mean: Double? { count == 0 ? nil : Double(total) / Double(count) }

    /// The latencies at some percentiles, nearest rank, in milliseconds; `nil` where there is no
    /// latency at all.
    public func latencies(at percentiles: [Percentile]) -> [Int?] {
        guard count > 0 else { return percentiles.map { _ in nil } }
        let entries = entries
        return percentiles.map { percentile in
            let rank = percentile.rank(of: count)
            var seen = 0
            return entries.first {
                seen += $0.count
                return seen >= rank
            }?.milliseconds
        }
    }
}
