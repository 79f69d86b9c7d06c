import CSMAnalysis
import CSMEvents

/// Why what was seen of a rule's subjects may not be all there was.
struct BlindSpots {
    /// What concerns the rule whatever it is judged on.
    private var general: [String]
    private var attemptCounts: [Operation: CheckedSession.AttemptCounts] = [:]
    private let rule: BudgetRule

    /// `gaps` are the sessions' own, `counts` their operations' attempts, of all sessions.
    init(
        of rule: BudgetRule, in samples: [JudgedSample], gaps: [String],
        counts: [Operation: CheckedSession.AttemptCounts]
    ) {
        self.rule = rule
        general = gaps
        for (operation, own) in counts
        where rule.selector.matchesOperation(operation.service, operation.api) {
            attemptCounts[operation] = own
        }
        let level: EventLevel = rule.isOfAttempts ? .attempt : .call
        for field in Selector.Field.allCases {
            let silent = Self.silent(about: field, rule, level, samples)
            if silent > 0 {
                general.append(
                    "\(level == .call ? "calls" : "attempts") without a \(field): \(silent)")
            }
        }
    }

    /// What keeps a rule from being met on a subject; `nil` for nothing.
    ///
    /// `operation` is `nil` for all that the rule selects.
    func reason(_ operation: Operation?) -> String? {
        if let first = general.first { return first }
        let counts = operation.map { [attemptCounts[$0] ?? .init()] } ?? Array(attemptCounts.values)
        if rule.isOfAttempts {
            let missing = counts.reduce(0) { $0 + $1.missing }
            if missing > 0 { return "attempts that were not seen: \(missing)" }
        } else {
            let surplus = counts.reduce(0) { $0 + $1.surplus }
            if surplus > 0 { return "attempts of calls that were not seen: \(surplus)" }
        }
        return nil
    }

    /// How many events would be selected, were it known what they do not say.
    private static func silent(
        about field: Selector.Field, _ rule: BudgetRule, _ level: EventLevel,
        _ samples: [JudgedSample]
    ) -> Int {
        guard rule.selector.asks(field) else { return 0 }
        return samples.reduce(0) { sum, sample in
            let labels = sample.labels
            let isSilent =
                labels.level == level && field.isUntold(in: labels)
                && rule.selector.matches(labels, butFor: field)
            return isSilent ? sum + sample.events : sum
        }
    }
}

extension BudgetRule {
    /// Whether it counts attempts, or what only attempts tell.
    var isOfAttempts: Bool {
        selector.selectsAttempts || metric == .attempts || metric == .throttles
    }
}
