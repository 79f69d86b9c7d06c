import CSMAnalysis

/// One subject of a relative rule: a figure for each run, and what they come to.
struct RunFigures {
    private let rule: BudgetRule
    /// Of the judged runs that have a figure.
    private let new: [Quantity]
    /// Of the baseline's runs that have one.
    private let base: [Quantity]
    /// Why the baseline's figures may be less than what happened.
    private let baseGap: String?
    /// How many calls the judged run with the fewest has.
    let fewestCalls: Int
    /// Whether a judged run has too few calls for its percentile.
    let hasFewCalls: Bool
    /// For the metric `new`: the operations that the baseline does not call, with their calls.
    let newOperations: [Share]

    /// `new` and `base` have a measurement for each run that has the subject.
    init(
        of rule: BudgetRule, new: [Measurement?], base: [Measurement?],
        baseOperations: Set<Operation>, baseGap: String?
    ) {
        self.rule = rule
        self.baseGap = baseGap
        fewestCalls = new.map { $0?.events ?? 0 }.min() ?? 0
        hasFewCalls = new.contains { $0?.hasFewCalls ?? false }
        guard rule.metric != .new else {
            let counts = new.map { $0?.calledOperations.subtracting(baseOperations).count ?? 0 }
            self.new = counts.map { Quantity($0) }
            self.base = []
            newOperations = Self.shares(new, without: baseOperations)
            return
        }
        // What a run did not call, it called 0 times.
        let absent = rule.metric.kind == .count ? Quantity(0) : nil
        self.new = new.compactMap { $0 == nil ? absent : $0?.quantity() }
        self.base = base.compactMap { $0 == nil ? absent : $0?.quantity() }
        newOperations = []
    }

    private static func shares(
        _ runs: [Measurement?], without known: Set<Operation>
    ) -> [Share] {
        var counts: [String?: Int] = [:]
        for run in runs.compactMap({ $0 }) {
            for place in run.subject.calls where !known.contains(run.samples[place].operation) {
                counts[run.samples[place].operation.name, default: 0] += run.samples[place].events
            }
        }
        return [Share](counts)
    }

    // MARK: What is compared

    /// The figure of all judged runs: of latencies the median, else the one that is most likely to
    /// break the rule.
    var measured: Quantity? {
        if rule.metric.kind == .latency { return Quantity.median(new) }
        switch rule.comparison {
        case .atMost, .below: return new.max()
        case .atLeast, .above: return new.min()
        case .equal, .unequal:
            guard let limit else { return new.first }
            return new.first { !rule.comparison.holds($0, limit) } ?? new.first
        }
    }

    /// The baseline's figure that the limit counts from.
    private var origin: Quantity? {
        if rule.metric.kind == .latency { return Quantity.median(base) }
        switch rule.comparison {
        case .atLeast, .above: return base.min()
        case .atMost, .below, .equal, .unequal: return base.max()
        }
    }

    var limit: Quantity? {
        rule.limit.isRelative ? origin.flatMap(rule.limit.over) : rule.limit.quantity
    }

    var comparison: BaselineComparison {
        BaselineComparison(
            base: origin, baseRuns: base.count, newRuns: new.count,
            change: new.isEmpty || base.isEmpty ? nil : change)
    }

    private var change: LatencyChange? {
        guard rule.metric.kind == .latency else { return nil }
        return LatencyChange(base: base.map(\.value), new: new.map(\.value))
    }

    // MARK: What it comes to

    /// The outcome where there is nothing to compare, and why.
    var unmeasured: (Verdict.Outcome, String?) {
        if new.isEmpty {
            let isLatency = rule.metric.kind == .latency
            return (.none, isLatency ? "no latency was recorded" : "there was no call")
        }
        if base.isEmpty { return (.notApplied, "no baseline run has this operation") }
        return (.none, "the limit is too large to compute")
    }

    var holds: Bool {
        guard let measured, let limit else { return false }
        return rule.comparison.holds(measured, limit)
    }

    /// The outcome where there is something to compare, and why.
    var conclusion: (Verdict.Outcome, String?) {
        if holds { return (.met, nil) }
        if let change { return (change.verdict == .slower ? .breached : .suspect, nil) }
        // With what a run of the baseline did not see, its figure may be as high.
        let isCertain = baseGap == nil || [.atLeast, .above].contains(rule.comparison)
        return isCertain ? (.breached, nil) : (.none, baseGap.map { "baseline: \($0)" })
    }
}

extension Measurement {
    /// The operations that it has calls of.
    var calledOperations: Set<Operation> {
        Set(subject.calls.lazy.filter { samples[$0].events > 0 }.map { samples[$0].operation })
    }
}
