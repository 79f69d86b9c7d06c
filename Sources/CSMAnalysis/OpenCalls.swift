import CSMEvents

/// Finds the calls in whose time something lies, going through both by their starts, once.
struct OpenCalls {
    private let calls: [TimedEvent]
    private let order: [Int]
    private let most: Int
    private var next = 0
    /// Of the calls that have started those that end last, by their ends: one more than `most`, for
    /// if one that is not among them is asked for, they all are.
    private var open: [Int] = []

    /// `most` is how many are told at most.
    init(_ calls: [TimedEvent], most: Int) {
        self.calls = calls
        self.most = most
        let starts = calls.indices.map { (start: calls[$0].interval.start, place: $0) }
        order = starts.sorted { $0.start < $1.start }.map(\.place)
    }

    /// The calls in whose time `interval` lies but for `tolerance` milliseconds; `nil` for more
    /// than are told.
    ///
    /// Intervals are to come by their starts.
    mutating func candidates(for interval: Interval, tolerance: Int64) -> [Int]? {
        while next < order.count, calls[order[next]].interval.start - tolerance <= interval.start {
            let call = order[next]
            open.insert(call, at: place(of: calls[call].interval.end))
            if open.count > most + 1 { open.removeFirst() }
            next += 1
        }
        let first = place(of: interval.end - tolerance)
        return open.count - first > most ? nil : Array(open[first...])
    }

    /// The first of the open calls that ends at `time` or later.
    private func place(of time: Int64) -> Int {
        var (low, high) = (0, open.count)
        while low < high {
            let middle = (low + high) / 2
            if calls[open[middle]].interval.end < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
