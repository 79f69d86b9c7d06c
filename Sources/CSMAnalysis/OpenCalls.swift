import CSMEvents

/// Finds the calls in whose time something lies, going through both by their starts, once.
struct OpenCalls {
    private let calls: [TimedEvent]
    private let order: [Int]
    private var next = 0
    /// Calls that have started, by their ends; those before `firstOpen` are over.
    private var open: [Int] = []
    private var firstOpen = 0

    init(_ calls: [TimedEvent]) {
        self.calls = calls
        order = calls.indices.sorted { calls[$0].interval.start < calls[$1].interval.start }
    }

    /// The calls in whose time `interval` lies but for `tolerance` milliseconds; `nil` for more
    /// than `most`.
    ///
    /// Intervals are to come by their starts.
    mutating func candidates(for interval: Interval, tolerance: Int64, most: Int) -> [Int]? {
        while next < order.count, calls[order[next]].interval.start - tolerance <= interval.start {
            let call = order[next]
            open.insert(call, at: place(of: calls[call].interval.end))
            next += 1
        }
        while firstOpen < open.count, end(firstOpen) + tolerance < interval.start { firstOpen += 1 }
        if firstOpen > open.count / 2 {
            open.removeFirst(firstOpen)
            firstOpen = 0
        }
        let first = place(of: interval.end - tolerance)
        return open.count - first > most ? nil : Array(open[first...])
    }

    private func end(_ index: Int) -> Int64 { calls[open[index]].interval.end }

    /// The first of the open calls that ends at `time` or later.
    private func place(of time: Int64) -> Int {
        var (low, high) = (firstOpen, open.count)
        while low < high {
            let middle = (low + high) / 2
            if end(middle) < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
