public import CSMEvents

/// What became of one rule for one of the things it is about.
public struct Verdict: Sendable {
    public enum Outcome: String, Sendable {
        case met, breached
        /// It cannot be told; `reason` says why.
        case none = "no verdict"
        /// Its `when` does not hold.
        case notApplied = "not applied"
    }

    public let rule: BudgetRule
    /// `nil` for all that was selected together, or for a rule that nothing matched.
    public let operation: String?
    /// The mark it is about, where each is judged on its own.
    public let mark: String?
    public internal(set) var outcome: Outcome
    /// A count, milliseconds, or a rate; `nil` where there was nothing to measure.
    public let measured: Quantity?
    /// How many calls it was measured on, or attempts where a host selects them.
    public let calls: Int
    /// Why there is no verdict, or what is to be known of one.
    public internal(set) var reason: String?
    /// Whether a percentile has fewer latencies than it takes to mean something.
    public let hasFewCalls: Bool
    /// Of a breach: the calls that tell most.
    public internal(set) var worst: [WorstCall] = []
}

/// A call, or an attempt, that a breach is about.
public struct WorstCall: Sendable {
    public let session: String
    public let labels: EventLabels
    /// Milliseconds from the time line's start.
    public let offset: Int64
    /// Milliseconds.
    public let latency: Int32?
    public let attemptCount: Int32?
    /// Whether it is the call before a burst.
    public let isBefore: Bool
}
