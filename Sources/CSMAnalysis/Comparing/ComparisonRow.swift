/// An operation, or whatever rows are grouped by, in the runs of two sides.
public struct ComparisonRow: Sendable {
    /// One value for each dimension grouped by; empty for the total.
    public let group: [String?]
    /// Calls, or attempts where rows count these.
    public let counts: CountChange
    public let errors: CountChange
    /// `nil` where rows count attempts.
    public let retries: CountChange?
    public let throttles: CountChange
    /// The metric that decides, then one to show beside it.
    public let latencies: [MetricChange]
    /// At least one, in the order of `ChangeVerdict`.
    public let verdicts: [ChangeVerdict]
    /// Mean summed latency of a base and of a new run, in milliseconds.
    let totals: (base: Double, new: Double)

    /// `base` and `new` have the row of each run, `nil` where it has none.
    init(
        _ group: [String?], base: [StatisticsRow?], new: [StatisticsRow?],
        level: StatisticsQuery.Level, metrics: [ComparisonMetric]
    ) {
        self.group = group
        func change(_ value: (StatisticsRow) -> Int) -> CountChange {
            CountChange(
                base: base.map { $0.map(value) ?? 0 }, new: new.map { $0.map(value) ?? 0 })
        }
        func sorted(_ rows: [StatisticsRow?]) -> [SortedLatencies] {
            rows.map { $0.map { SortedLatencies($0.latencies) } ?? SortedLatencies() }
        }
        func mean(_ latencies: [SortedLatencies]) -> Double {
            latencies.reduce(0) { $0 + Double($1.total) } / Double(max(1, latencies.count))
        }
        counts = change(\.count)
        errors = change(\.errors)
        retries = level == .call ? change { $0.retries ?? 0 } : nil
        throttles = change(\.throttles)
        let (baseLatencies, newLatencies) = (sorted(base), sorted(new))
        latencies = metrics.map { MetricChange($0, base: baseLatencies, new: newLatencies) }
        totals = (mean(baseLatencies), mean(newLatencies))
        let calls = CallVerdict(counts, isTotal: group.isEmpty)
        var verdicts = [calls.verdict].compactMap { $0 }
        if calls.verdict != .gone {
            verdicts += Self.verdicts(errors, .moreErrors, .fewerErrors)
            verdicts += Self.verdicts(throttles, .moreThrottles, nil)
            verdicts += retries.map { Self.verdicts($0, .moreRetries, nil) } ?? []
        }
        // The median of all calls moves with what is called: it tells no change of latency.
        if !group.isEmpty, calls.isOnBothSides {
            verdicts += [latencies[0].verdict].compactMap { $0 }
        }
        self.verdicts =
            verdicts.isEmpty ? [.noChangeSeen] : verdicts.sorted { $0.rank < $1.rank }
    }

    public var isChanged: Bool { verdicts.contains(where: \.isChange) }

    /// In how many new runs it is, where it is in no base run and in some new ones only.
    ///
    /// Whether that is a change is not seen: it may be missing in the base by chance.
    public var runsIfSometimesNew: Int? {
        let runs = counts.new.count { $0 > 0 }
        return counts.baseRange.upperBound == 0 && runs > 0 && runs < counts.new.count ? runs : nil
    }

    private static func verdicts(
        _ change: CountChange, _ more: ChangeVerdict, _ fewer: ChangeVerdict?
    ) -> [ChangeVerdict] {
        switch change.direction {
        case .more: [more]
        case .fewer: [fewer].compactMap { $0 }
        case nil: []
        }
    }
}

/// What is to be said of a number of calls.
private struct CallVerdict {
    let verdict: ChangeVerdict?
    let isOnBothSides: Bool

    init(_ counts: CountChange, isTotal: Bool) {
        let (base, new) = (counts.baseRange.upperBound, counts.newRange.upperBound)
        isOnBothSides = base > 0 && new > 0
        verdict =
            switch counts.direction {
            case .more: base == 0 && !isTotal ? .new : .moreCalls
            case .fewer: new == 0 && !isTotal ? .gone : .fewerCalls
            case nil: nil
            }
    }
}

extension MetricChange {
    /// `nil` where no change is seen, or no run has a latency.
    fileprivate var verdict: ChangeVerdict? {
        switch change.verdict {
        case .slower: .slower
        case .faster: .faster
        case .none: nil
        case .tooFew: change.baseRuns + change.newRuns > 0 ? .tooFewRuns : nil
        }
    }
}

extension ComparisonQuery {
    func precedes(_ left: ComparisonRow, _ right: ComparisonRow) -> Bool {
        switch order {
        case .change:
            let (first, second) = (left.verdicts[0].rank, right.verdicts[0].rank)
            if left.isChanged || right.isChanged, first != second { return first < second }
            // What moved most time.
            let (moved, other) = (left.moved, right.moved)
            if left.isChanged, right.isChanged, moved != other { return moved > other }
        case .total:
            if left.totals.new != right.totals.new { return left.totals.new > right.totals.new }
            if left.totals.base != right.totals.base {
                return left.totals.base > right.totals.base
            }
        case .name: break
        }
        return left.group.lexicographicallyPrecedes(right.group) {
            ($0 ?? "").utf8.lexicographicallyPrecedes(($1 ?? "").utf8)
        }
    }
}

extension ComparisonRow {
    /// By how much a run's summed latency changed, in milliseconds.
    fileprivate var moved: Double { (totals.new - totals.base).magnitude }
}
