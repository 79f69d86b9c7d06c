import CSMAnalysis

/// Judges sessions, all of them together, by a budget.
public struct Judge {
    private let search: SubjectSearch
    private let isStrict: Bool
    private let calls: Int
    /// Why the sessions' figures may be less than what happened.
    private let gaps: [String]

    /// `isStrict` takes a percentile of too few calls for no verdict.
    public init(_ sessions: [CheckedSession], by budget: Budget, isStrict: Bool) {
        search = SubjectSearch(
            sessions, marks: budget.rules.contains { $0.selector.isPerMark })
        self.isStrict = isStrict
        calls = sessions.reduce(0) { $0 + $1.trace.calls.count }
        gaps = sessions.compactMap(\.gap)
        verdicts = budget.rules.flatMap(judge)
    }

    /// In the order of the rules; at least one for each.
    public private(set) var verdicts: [Verdict] = []

    private func judge(_ rule: BudgetRule) -> [Verdict] {
        guard calls > 0 else { return [nothing(rule, .none, "no call was recorded")] }
        let subjects = search.subjects(of: rule)
        guard subjects.isEmpty else { return subjects.map { judge(rule, $0) } }
        let gap = blindSpots(of: rule).first
        if rule.isMetByNothing, !rule.selector.isPerMark {
            return [nothing(rule, gap == nil ? .met : .none, gap ?? unmatched(rule))]
        }
        return [nothing(rule, .none, gap ?? unmatched(rule))]
    }

    private func nothing(
        _ rule: BudgetRule, _ outcome: Verdict.Outcome, _ reason: String
    ) -> Verdict {
        Verdict(
            rule: rule, operation: nil, mark: nil, outcome: outcome, measured: nil, calls: 0,
            reason: reason, hasFewCalls: false)
    }

    private func judge(_ rule: BudgetRule, _ subject: Subject) -> Verdict {
        let measurement = Measurement(sessions: search.sessions, rule: rule, subject: subject)
        let measured = measurement.quantity()
        let calls = measurement.events.count
        var verdict = Verdict(
            rule: rule, operation: subject.key.operation, mark: subject.key.mark, outcome: .none,
            measured: measured, calls: calls, hasFewCalls: measurement.hasFewCalls)
        if let fewest = rule.fewestCalls, calls < fewest {
            verdict.outcome = .notApplied
            verdict.reason = "fewer than \(fewest) calls"
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
        var gaps = blindSpots(of: rule)
        if rule.metric == .attempts || rule.metric == .throttles,
            !rule.selector.selectsAttempts, measurement.missingAttempts > 0
        {
            gaps.append("\(measurement.missingAttempts) attempts were not seen")
        }
        let holds = rule.comparison.holds(measured, rule.limit.quantity)
        if let gap = gaps.first, !isCertain(holds, rule, measured) {
            verdict.reason = gap
            return verdict
        }
        verdict.outcome = holds ? .met : .breached
        if !holds { verdict.worst = measurement.worst() }
        return verdict
    }

    // MARK: What cannot be seen

    /// Why what was seen of a rule's subjects may not be all of it.
    private func blindSpots(of rule: BudgetRule) -> [String] {
        var reasons = gaps
        if rule.selector.selectsAttempts {
            let blind = search.attemptsWithoutHost(rule)
            if blind > 0 { reasons.append("\(blind) attempts do not say which host they went to") }
        }
        return reasons
    }

    /// Whether more data could not change the answer.
    ///
    /// A count, a sum and a maximum only grow. Of the others what was seen may breach, but what was
    /// not seen never passes.
    private func isCertain(_ holds: Bool, _ rule: BudgetRule, _ measured: Quantity) -> Bool {
        let grows =
            rule.metric.kind == .count || rule.metric == .time || rule.metric == .maximum
        guard grows else { return !holds }
        return switch rule.comparison {
        case .atMost, .below: !holds
        case .atLeast, .above: holds
        case .equal, .unequal: measured > rule.limit.quantity
        }
    }

    /// Why nothing matched, with what was perhaps meant.
    private func unmatched(_ rule: BudgetRule) -> String {
        if rule.selector.isPerMark, search.sessions.allSatisfy(\.marks.isEmpty) {
            return "no mark was recorded"
        }
        let what = rule.selector.selectsAttempts ? "attempt" : "call"
        let wanted = rule.selector.text
        guard let nearest = Suggestion.nearest(wanted, among: search.operations) else {
            return "no \(what) matches"
        }
        return "no \(what) matches; the nearest operation seen is \(nearest)"
    }
}
