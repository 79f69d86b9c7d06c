import CSMAnalysis

/// Judges sessions, all of them together, by a budget.
public struct Judge {
    private let search: SubjectSearch
    private let isStrict: Bool
    private let calls: Int
    /// Why the sessions' figures may be less than what happened.
    private let gaps: [String]
    private var attemptCounts: [Operation: CheckedSession.AttemptCounts] = [:]

    /// In the order of the rules; at least one for each.
    public private(set) var verdicts: [Verdict] = []

    /// `isStrict` takes a percentile of too few calls for no verdict.
    public init(_ sessions: [CheckedSession], by budget: Budget, isStrict: Bool) {
        search = SubjectSearch(
            sessions, marks: budget.rules.contains { $0.selector.isPerMark })
        self.isStrict = isStrict
        calls = sessions.reduce(0) { $0 + $1.trace.calls.count }
        gaps = sessions.compactMap(\.gap)
        for (operation, counts) in sessions.flatMap(\.attemptCounts) {
            attemptCounts[operation, default: .init()] += counts
        }
        verdicts = budget.rules.flatMap(judge)
    }

    private func judge(_ rule: BudgetRule) -> [Verdict] {
        guard calls > 0 else { return [nothing(rule, .none, "no call was recorded")] }
        let blind = BlindSpots(
            of: rule, in: search.sessions, gaps: gaps, counts: attemptCounts)
        let subjects = search.subjects(of: rule)
        guard subjects.isEmpty else { return subjects.map { judge(rule, $0, blind) } }
        if let gap = blind.reason(nil) { return [nothing(rule, .none, gap)] }
        let hasSubject = !rule.selector.isPerMark || !search.sessions.allSatisfy(\.marks.isEmpty)
        if hasSubject, let fewest = rule.fewestCalls, fewest > 0 {
            return [nothing(rule, .notApplied, unmatched(rule))]
        }
        return [nothing(rule, rule.isMetByNothing && hasSubject ? .met : .none, unmatched(rule))]
    }

    private func nothing(
        _ rule: BudgetRule, _ outcome: Verdict.Outcome, _ reason: String
    ) -> Verdict {
        Verdict(
            rule: rule, operation: nil, mark: nil, outcome: outcome, measured: nil, calls: 0,
            reason: reason, hasFewCalls: false)
    }

    private func judge(
        _ rule: BudgetRule, _ subject: Subject, _ blind: BlindSpots
    ) -> Verdict {
        let measurement = Measurement(sessions: search.sessions, rule: rule, subject: subject)
        let measured = measurement.quantity()
        let calls = measurement.events.count
        var verdict = Verdict(
            rule: rule, operation: subject.key.operation?.name, mark: subject.key.mark,
            outcome: .none, measured: measured, calls: calls, hasFewCalls: measurement.hasFewCalls)
        let gap = blind.reason(subject.key.operation) ?? measurement.gap
        if let fewest = rule.fewestCalls, calls < fewest {
            // With what was not seen there may have been enough.
            verdict.outcome = gap == nil ? .notApplied : .none
            verdict.reason = gap ?? "fewer than \(fewest) calls"
            return verdict
        }
        if calls == 0, subject.key.mark != nil, rule.metric.kind != .count {
            verdict.outcome = .notApplied
            verdict.reason = "no call belongs to it"
            return verdict
        }
        guard let measured else {
            verdict.reason =
                rule.metric.kind == .latency ? "no latency was recorded" : "there was no call"
            return verdict
        }
        if isStrict, verdict.hasFewCalls {
            verdict.reason = "too few calls for \(rule.metric.text)"
            return verdict
        }
        let holds = rule.comparison.holds(measured, rule.limit.quantity)
        if let gap, !isCertain(holds, rule, measured) {
            verdict.reason = gap
            return verdict
        }
        verdict.outcome = holds ? .met : .breached
        if !holds { verdict.worst = measurement.worst() }
        return verdict
    }

    /// Whether more data could not change the answer.
    ///
    /// A count, a sum and a maximum only grow, a minimum only falls. Of the others what was seen
    /// may breach, but what was not seen never passes.
    private func isCertain(_ holds: Bool, _ rule: BudgetRule, _ measured: Quantity) -> Bool {
        let limit = rule.limit.quantity
        let grows =
            rule.metric.kind == .count || rule.metric == .time || rule.metric == .maximum
        guard grows || rule.metric == .minimum else { return !holds }
        return switch rule.comparison {
        case .atMost, .below: holds != grows
        case .atLeast, .above: holds == grows
        case .equal, .unequal: grows ? measured > limit : measured < limit
        }
    }

    /// Why nothing matched, with what was perhaps meant.
    private func unmatched(_ rule: BudgetRule) -> String {
        if rule.selector.isPerMark, search.sessions.allSatisfy(\.marks.isEmpty) {
            return "no mark was recorded"
        }
        let what = rule.selector.selectsAttempts ? "attempt" : "call"
        guard let wanted = rule.selector.operationText,
            let nearest = Suggestion.nearest(wanted, among: search.operations)
        else {
            return "no \(what) matches"
        }
        return "no \(what) matches; the nearest operation seen is \(nearest)"
    }
}
