public import CSMAnalysis

/// What is to be seen of live figures at one moment.
public struct LiveFrame: Sendable {
    /// What came of an operation in some time.
    public struct Figures: Sendable {
        public let calls: Int
        public let errors: Int
        public let throttles: Int
        public let latencies: LatencyHistogram

        init(_ change: OperationChange) {
            calls = max(0, change.calls)
            errors = max(0, change.errors)
            throttles = max(0, change.throttles)
            var histogram = LatencyHistogram()
            for (latency, count) in change.latencies.sorted(by: { $0.key < $1.key }) where count > 0
            {
                histogram.add(milliseconds: Int(latency), count: count)
            }
            latencies = histogram
        }
    }

    public struct Row: Sendable {
        /// `nil` for all operations together.
        public let operation: OperationName?
        public let window: Figures
        public let sinceStart: Figures
        /// Attempts whose calls are not over; `nil` where no attempt was seen, or nothing can be in
        /// flight any more.
        public let inFlight: Int?
        /// Calls in equal parts of the last minute, the oldest first; `nil` where nothing is known.
        public let lastMinute: [Int?]
    }

    /// As many as were asked for.
    public let rows: [Row]
    /// How many rows there would be, were all asked for.
    public let rowCount: Int
    /// How many operations there are, whatever is asked for.
    public let operationCount: Int
    /// All operations that are shown or could be.
    public let total: Row
    /// How long the window is, in microseconds.
    public let window: Int64
    /// From the beginning of the first session to the last look, in microseconds.
    public let elapsed: Int64
    public let query: LiveQuery

    /// The first `limit` rows that `query` asks for; `parts` is how many parts the last minute has,
    /// `isOver` that nothing more can come.
    public init(
        of figures: LiveFigures, _ query: LiveQuery, limit: Int, parts: Int, isOver: Bool
    ) {
        self.query = query
        window = figures.knownWindow
        elapsed = figures.elapsed
        operationCount = figures.names.count
        let chosen = figures.names.indices.filter { figures.isChosen($0, query) }
        rowCount = chosen.count
        var first = figures.ordered(chosen, query)
        first.removeLast(max(0, first.count - limit))
        let inFlight = isOver ? nil : figures.attemptsInFlight()
        rows = first.map { figures.row($0, inFlight, parts: parts) }
        total = figures.total(of: chosen, inFlight, parts: parts)
    }
}

extension LiveFigures {
    fileprivate func isChosen(_ operation: Int, _ query: LiveQuery) -> Bool {
        if query.errorsOnly, tallies[operation].sinceStart.errors <= 0 { return false }
        let name = names[operation]
        return query.filter.isEmpty
            || query.filter.contains { $0.matches(service: name.service, api: name.api) }
    }

    fileprivate func ordered(_ operations: [Int], _ query: LiveQuery) -> [Int] {
        let keys = operations.map { (key: key($0, query), operation: $0) }
        return keys.sorted { left, right in
            if left.key != right.key { return left.key > right.key }
            return names[left.operation] < names[right.operation]
        }.map(\.operation)
    }

    private struct Key: Comparable {
        let first: Int
        /// Where nothing happens now, what happened before decides.
        let second: Int

        static func < (left: Key, right: Key) -> Bool {
            (left.first, left.second) < (right.first, right.second)
        }
    }

    private func key(_ operation: Int, _ query: LiveQuery) -> Key {
        let tally = tallies[operation]
        let (first, second) =
            query.focus == .window
            ? (tally.window, tally.sinceStart) : (tally.sinceStart, tally.sinceStart)
        let (time, all) =
            query.focus == .window
            ? (tally.windowLatency, tally.totalLatency) : (tally.totalLatency, 0)
        switch query.order {
        case .total: return Key(first: time, second: all)
        case .calls: return Key(first: first.calls, second: second.calls)
        case .errors: return Key(first: first.errors, second: second.errors)
        case .p95: return Key(first: Self.p95(first), second: Self.p95(second))
        case .name: return Key(first: 0, second: 0)
        }
    }

    private static func p95(_ change: OperationChange) -> Int {
        guard let p95 = Percentile("95") else { return -1 }
        return LiveFrame.Figures(change).latencies.latencies(at: [p95])[0] ?? -1
    }

    fileprivate func row(
        _ operation: Int, _ inFlight: [Int: Int]?, parts: Int
    ) -> LiveFrame.Row {
        let tally = tallies[operation]
        let showsAttempts = tally.sinceStart.attempts > 0
        return LiveFrame.Row(
            operation: names[operation], window: LiveFrame.Figures(tally.window),
            sinceStart: LiveFrame.Figures(tally.sinceStart),
            inFlight: showsAttempts ? inFlight.map { $0[operation] ?? 0 } : nil,
            lastMinute: callsOfMinute(parts: parts, of: operation))
    }

    fileprivate func total(
        of operations: [Int], _ inFlight: [Int: Int]?, parts: Int
    ) -> LiveFrame.Row {
        var tally = total
        var included: Set<Int>?
        // Of all operations the sums are there already.
        if operations.count < names.count {
            tally = Tally()
            included = Set(operations)
            for operation in operations {
                tally.window.add(tallies[operation].window)
                tally.sinceStart.add(tallies[operation].sinceStart)
            }
        }
        func includes(_ operation: Int) -> Bool { included?.contains(operation) ?? true }
        let open = inFlight.map { all in
            all.reduce(0) { includes($1.key) ? $0 + $1.value : $0 }
        }
        return LiveFrame.Row(
            operation: nil, window: LiveFrame.Figures(tally.window),
            sinceStart: LiveFrame.Figures(tally.sinceStart),
            inFlight: tally.sinceStart.attempts > 0 ? open : nil,
            lastMinute: callsOfMinute(parts: parts, includes))
    }
}
