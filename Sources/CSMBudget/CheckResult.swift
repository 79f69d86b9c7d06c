public import CSMAnalysis

/// All verdicts, and what they come to.
public struct CheckResult: Sendable {
    public enum Conclusion: String, Sendable {
        case passed, breached
        case noVerdict = "no verdict"
    }

    public let sessions: [SessionOverview]
    public let budget: Budget
    public let verdicts: [Verdict]
    public let completeness: Completeness

    /// Throws what reading the sessions' events throws.
    public init(_ sessions: [CheckedSession], by budget: Budget, isStrict: Bool) throws {
        self.sessions = sessions.map(\.overview)
        self.budget = budget
        verdicts = try Judge(sessions, by: budget, isStrict: isStrict).verdicts
        var completeness = Completeness()
        for session in sessions { completeness.add(session.overview.completeness) }
        self.completeness = completeness
    }

    /// A breach outranks what cannot be told; warnings count for neither.
    ///
    /// Where nothing was judged, there is no verdict.
    public var conclusion: Conclusion {
        let binding = verdicts.filter { !$0.rule.isWarning }
        if binding.contains(where: { $0.outcome == .breached }) { return .breached }
        if binding.contains(where: { $0.outcome == .none }) { return .noVerdict }
        let isJudged = verdicts.contains { $0.outcome == .met || $0.outcome == .breached }
        // Without a single call nothing was put to the test.
        return isJudged ? .passed : .noVerdict
    }
}
