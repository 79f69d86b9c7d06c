import CSMAnalysis

/// Measures each session as a run, and each of a baseline's.
struct RunComparison {
    private let baseline: Baseline?
    private let sessions: [CheckedSession]
    // Most budgets have no rule that asks for them.
    private lazy var new = sessions.map { Measures([$0]) }
    private lazy var base = (baseline?.sessions ?? []).map { Measures([$0]) }
    /// What was measured last: a rule asks for one subject after another.
    private var measured: MeasuredRule?

    private struct MeasuredRule {
        let rule: BudgetRule
        /// For each run.
        let new: [[Subject.Key: Measurement]]
        let base: [[Subject.Key: Measurement]]
    }

    init(_ sessions: [CheckedSession], against baseline: Baseline?) {
        self.baseline = baseline
        self.sessions = sessions
    }

    /// Why a rule cannot be compared with the baseline; `nil` where it can.
    func absence(for rule: BudgetRule) -> String? {
        guard let baseline else {
            return "no baseline: pass --baseline SET, or add a line 'baseline: SET'"
        }
        if let absence = baseline.absence { return absence }
        guard rule.asksForMoreThanOperations,
            baseline.sessions.contains(where: \.hasOperationsOnly)
        else { return nil }
        return
            "a baseline file only has counts per operation; compare with recorded sessions instead"
    }

    /// Subjects that only the baseline has: what was called no more matters to a limit from below.
    mutating func subjectsOfBaselineOnly(
        _ rule: BudgetRule, _ known: [Measurement]
    ) throws -> [Measurement] {
        if rule.comparison.isUpperBound || rule.metric == .new { return [] }
        var keys = Set(known.map(\.subject.key))
        return try measure(rule).base.flatMap { run in
            run.values.sorted { ($0.subject.key.name) < ($1.subject.key.name) }
        }
        .filter { keys.insert($0.subject.key).inserted }
        .map { Measurement(rule: rule, subject: Subject(key: $0.subject.key), samples: []) }
    }

    /// The figures of all runs for one of a rule's subjects.
    mutating func figures(of rule: BudgetRule, _ key: Subject.Key) throws -> RunFigures {
        let measured = try measure(rule)
        return RunFigures(
            of: rule, new: measured.new.map { $0[key] }, base: measured.base.map { $0[key] },
            baseOperations: rule.metric == .new ? Self.operations(measured.base) : [],
            baseGap: baseline?.sessions.lazy.compactMap(\.gap).first)
    }

    private mutating func measure(_ rule: BudgetRule) throws -> MeasuredRule {
        if let measured, measured.rule == rule { return measured }
        let measured = MeasuredRule(
            rule: rule, new: try Self.measure(rule, &new), base: try Self.measure(rule, &base))
        self.measured = measured
        return measured
    }

    private static func measure(
        _ rule: BudgetRule, _ runs: inout [Measures]
    ) throws -> [[Subject.Key: Measurement]] {
        var all: [[Subject.Key: Measurement]] = []
        for index in runs.indices {
            let measurements = try runs[index].measurements(of: rule)
            all.append(
                Dictionary(measurements.map { ($0.subject.key, $0) }, uniquingKeysWith: { $1 }))
        }
        return all
    }

    /// Every operation that a run called.
    private static func operations(_ runs: [[Subject.Key: Measurement]]) -> Set<Operation> {
        Set(runs.flatMap { $0.values.flatMap(\.calledOperations) })
    }
}

extension BudgetRule {
    /// Whether counts by operation do not tell.
    fileprivate var asksForMoreThanOperations: Bool {
        if case .burst = metric { return true }
        return selector.parts.contains { part in
            switch part {
            case .operation, .other: false
            case .host, .region, .client, .resource, .status, .perMark: true
            }
        }
    }
}

extension Subject.Key {
    /// To put subjects in order.
    fileprivate var name: String { (mark ?? "") + "\n" + (operation?.name ?? "") }
}
