import CSMAnalysis
public import CSMEvents

/// What became of one rule for one of the things it is about.
public struct Verdict: Sendable {
    public enum Outcome: String, Sendable {
        case met, breached
        /// A latency is above a limit that goes by a baseline, but that it became slower is not
        /// proven; `reason` says how far.
        case suspect
        /// It cannot be told; `reason` says why.
        case none = "no verdict"
        /// Its `when` does not hold.
        case notApplied = "not applied"
    }

    /// One of several runs that were judged each on its own.
    public struct Run: Sendable, Equatable {
        /// From 1.
        public let number: Int
        public let count: Int
    }

    public let rule: BudgetRule
    /// `nil` for all that was selected together, or for a rule that nothing matched.
    public let operation: String?
    /// The mark it is about, where each is judged on its own.
    public let mark: String?
    public internal(set) var outcome: Outcome
    /// A count, milliseconds, or a rate; `nil` where there was nothing to measure.
    public internal(set) var measured: Quantity?
    /// What it was compared with; `nil` where it goes by a baseline without such a figure.
    public internal(set) var limit: Quantity?
    /// How the runs compare; `nil` for rules that go by no baseline, and where there is none.
    public internal(set) var comparison: BaselineComparison?
    /// The run that it is about, where runs were judged each on its own: the one that is worst off.
    public internal(set) var run: Run?
    /// How many calls it was measured on, or attempts where a host selects them.
    public let calls: Int
    /// Why there is no verdict, or what is to be known of one.
    public internal(set) var reason: String?
    /// Whether a percentile has fewer latencies than it takes to mean something.
    public internal(set) var hasFewCalls: Bool
    /// Of a breach: the calls that tell most.
    public internal(set) var worst: [WorstCall] = []
    /// Of a breached count: the operations that made it, those that no rule names first; empty
    /// where it is of one.
    public internal(set) var operations: [Share] = []
    /// Of a breached count: the marks that it belongs to, where it is not of one anyway.
    ///
    /// A call may belong to several.
    public internal(set) var marks: [Share] = []

    init(
        rule: BudgetRule, operation: String?, mark: String?, outcome: Outcome, measured: Quantity?,
        calls: Int, reason: String? = nil, hasFewCalls: Bool
    ) {
        self.rule = rule
        self.operation = operation
        self.mark = mark
        self.outcome = outcome
        self.measured = measured
        limit = rule.limit.isRelative ? nil : rule.limit.quantity
        self.calls = calls
        self.reason = reason
        self.hasFewCalls = hasFewCalls
    }

    /// How far what was measured is from its limit, below 0 for a breach; `nil` where the limit is
    /// to be met exactly, or nothing was measured.
    public var slack: Quantity? {
        guard let measured, let limit else { return nil }
        return switch rule.comparison {
        case .atMost, .below: limit.less(measured)
        case .atLeast, .above: measured.less(limit)
        case .equal, .unequal: nil
        }
    }

    /// How many calls the percentile takes to mean something; `nil` where it has them, or its
    /// `when` says how many are enough.
    public var missingCondition: Int? {
        guard hasFewCalls, rule.fewestCalls == nil, case .percentile(let percentile) = rule.metric
        else { return nil }
        return percentile.supportingCount
    }
}

/// A call, or an attempt, that a breach is about.
public struct WorstCall: Sendable {
    public let session: String
    public let labels: EventLabels
    /// Milliseconds from the time line's start; `nil` where there is none.
    public let offset: Int64?
    /// Milliseconds.
    public let latency: Int32?
    public let attemptCount: Int32?
    /// Whether it is the call before a burst.
    public let isBefore: Bool
}
