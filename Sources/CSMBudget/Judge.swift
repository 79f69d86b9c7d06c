import CSMAnalysis

/// Judges sessions by a budget: all of them together, or run by run where a rule goes by a
/// baseline.
public struct Judge {
    private var measures: Measures
    /// What relative rules compare with, once one asked for it.
    private var runs: RunComparison
    private let isStrict: Bool
    private let calls: Int
    /// Why the sessions' figures may be less than what happened.
    private let gaps: [String]
    private var attemptCounts: [Operation: CheckedSession.AttemptCounts] = [:]
    private var breaches: Breaches

    /// In the order of the rules; at least one for each.
    public private(set) var verdicts: [Verdict] = []

    /// `isStrict` takes a percentile of too few calls for no verdict.
    ///
    /// Throws what reading the sessions' events throws.
    public init(
        _ sessions: [CheckedSession], by budget: Budget, against baseline: Baseline? = nil,
        isStrict: Bool
    ) throws {
        measures = Measures(sessions)
        runs = RunComparison(sessions, against: baseline)
        self.isStrict = isStrict
        breaches = Breaches(
            budget.namedOperations,
            showsExamples: sessions.contains(where: \.hasExamplesOnly))
        calls = sessions.reduce(0) { $0 + $1.callCount }
        gaps = sessions.compactMap(\.gap)
        for (operation, counts) in sessions.flatMap(\.attemptCounts) {
            attemptCounts[operation, default: .init()] += counts
        }
        for rule in budget.rules { try judge(rule) }
        if breaches.needEvents { try measures.readEvents() }
        try breaches.show(in: &verdicts, of: sessions, measures.samples, measures.events)
    }

    private mutating func judge(_ rule: BudgetRule) throws {
        guard calls > 0 else {
            verdicts.append(nothing(rule, .none, "no call was recorded"))
            return
        }
        let blind = BlindSpots(of: rule, in: measures.samples, gaps: gaps, counts: attemptCounts)
        var measurements = try measures.measurements(of: rule)
        if rule.isRelative {
            if let reason = runs.absence(for: rule) {
                verdicts.append(nothing(rule, .none, reason))
                return
            }
            measurements += try runs.subjectsOfBaselineOnly(rule, measurements)
        }
        if measurements.isEmpty { verdicts.append(nothing(rule, blind)) }
        for measurement in measurements {
            var measurement = measurement
            let verdict =
                rule.isRelative
                ? try judgeByRuns(&measurement, blind) : judge(&measurement, blind)
            if verdict.outcome == .breached || verdict.outcome == .suspect {
                breaches.add(
                    measurement, verdict: verdicts.count,
                    isOfOneRun: !rule.isRelative || measures.sessions.count == 1)
            }
            verdicts.append(verdict)
        }
    }

    // MARK: Rules without a subject

    private func nothing(_ rule: BudgetRule, _ blind: BlindSpots) -> Verdict {
        if let gap = blind.reason(nil) { return nothing(rule, .none, gap) }
        let hasSubject = !rule.selector.isPerMark || measures.hasMarks
        if hasSubject, let fewest = rule.fewestCalls, fewest > 0 {
            return nothing(rule, .notApplied, unmatched(rule))
        }
        guard rule.isMetByNothing, hasSubject else { return nothing(rule, .none, unmatched(rule)) }
        // What is met needs no word, unless its selector looks like a mistake.
        return nothing(rule, .met, nearest(rule) == nil ? nil : unmatched(rule))
    }

    private func nothing(
        _ rule: BudgetRule, _ outcome: Verdict.Outcome, _ reason: String?
    ) -> Verdict {
        Verdict(
            rule: rule, operation: nil, mark: nil, outcome: outcome, measured: nil, calls: 0,
            reason: reason, hasFewCalls: false)
    }

    // MARK: Subjects

    /// Judges all sessions together; puts the limit into the measurement.
    private func judge(_ measurement: inout Measurement, _ blind: BlindSpots) -> Verdict {
        let rule = measurement.rule
        let limit = rule.limit.quantity
        measurement.limit = limit
        let calls = measurement.events
        var verdict = verdict(on: measurement)
        let gap = gap(measurement, blind)
        if let fewest = rule.fewestCalls, calls < fewest {
            return notApplied(verdict, fewest, gap)
        }
        if calls == 0, verdict.mark != nil, rule.metric.kind != .count {
            verdict.outcome = .notApplied
            verdict.reason = "no call belongs to this mark"
            return verdict
        }
        guard let measured = verdict.measured else {
            verdict.reason =
                rule.metric.kind == .latency ? "no latency was recorded" : "there was no call"
            return verdict
        }
        if isStrict, verdict.hasFewCalls {
            verdict.reason = "too few calls for \(rule.metric.text)"
            return verdict
        }
        let holds = rule.comparison.holds(measured, limit)
        if let gap, !rule.isCertain(holds, measured, limit) {
            verdict.reason = gap
            return verdict
        }
        verdict.outcome = holds ? .met : .breached
        return verdict
    }

    /// Judges each session as a run against the baseline's.
    private mutating func judgeByRuns(
        _ measurement: inout Measurement, _ blind: BlindSpots
    ) throws -> Verdict {
        let rule = measurement.rule
        var verdict = verdict(on: measurement)
        let gap = gap(measurement, blind)
        let figures = try runs.figures(of: rule, measurement.subject.key)
        verdict.comparison = figures.comparison
        verdict.measured = figures.measured
        verdict.limit = figures.limit
        verdict.hasFewCalls = figures.hasFewCalls
        measurement.limit = figures.limit
        if let fewest = rule.fewestCalls, figures.fewestCalls < fewest {
            return notApplied(verdict, fewest, gap)
        }
        if isStrict, verdict.hasFewCalls {
            verdict.reason = "too few calls for \(rule.metric.text)"
            return verdict
        }
        guard let measured = figures.measured, let limit = figures.limit else {
            (verdict.outcome, verdict.reason) = figures.unmeasured
            return verdict
        }
        let holds = figures.holds
        if let gap, !rule.isCertain(holds, measured, limit) {
            verdict.reason = gap
            return verdict
        }
        (verdict.outcome, verdict.reason) = figures.conclusion
        if verdict.outcome == .breached { verdict.operations = figures.newOperations }
        return verdict
    }

    private func verdict(on measurement: Measurement) -> Verdict {
        let key = measurement.subject.key
        return Verdict(
            rule: measurement.rule, operation: key.operation?.name, mark: key.mark, outcome: .none,
            measured: measurement.quantity(), calls: measurement.events,
            hasFewCalls: measurement.hasFewCalls)
    }

    private func gap(_ measurement: Measurement, _ blind: BlindSpots) -> String? {
        blind.reason(measurement.subject.key.operation) ?? measurement.gap
    }

    private func notApplied(_ verdict: Verdict, _ fewest: Int, _ gap: String?) -> Verdict {
        var verdict = verdict
        // With what was not seen there may have been enough.
        verdict.outcome = gap == nil ? .notApplied : .none
        verdict.reason = gap ?? "fewer than \(fewest) calls"
        return verdict
    }

    /// Why nothing matched, with what was perhaps meant.
    private func unmatched(_ rule: BudgetRule) -> String {
        if rule.selector.isPerMark, !measures.hasMarks {
            return "no mark was recorded"
        }
        let what = rule.selector.selectsAttempts ? "attempt" : "call"
        return "no \(what) matches"
            + (nearest(rule).map { "; the nearest operation seen is \($0.name)" } ?? "")
    }

    /// An operation that was perhaps meant by a selector.
    private func nearest(_ rule: BudgetRule) -> Operation? {
        rule.selector.operationText.flatMap {
            Suggestion.operation($0, among: measures.operations)
        }
    }
}

extension BudgetRule {
    /// Whether more data could not change the answer.
    ///
    /// A count, a sum and a maximum only grow, a minimum only falls. Of the others what was seen
    /// may breach, but what was not seen never passes.
    fileprivate func isCertain(_ holds: Bool, _ measured: Quantity, _ limit: Quantity) -> Bool {
        let grows = metric.kind == .count || metric == .time || metric == .maximum
        guard grows || metric == .minimum else { return !holds }
        return switch comparison {
        case .atMost, .below: holds != grows
        case .atLeast, .above: holds == grows
        case .equal, .unequal: grows ? measured > limit : measured < limit
        }
    }
}
