public import CSMAnalysis
import CSMEvents

/// All verdicts, and what they come to.
public struct CheckResult: Sendable {
    public enum Conclusion: String, Sendable {
        case passed, breached
        case noVerdict = "no verdict"
    }

    public let sessions: [SessionOverview]
    /// The runs that relative rules compared with; `nil` where no baseline was named.
    public let baseline: [SessionOverview]?
    public let budget: Budget
    public let verdicts: [Verdict]
    public let completeness: Completeness
    /// Whether not a single call was recorded.
    public let isEmpty: Bool
    /// Why no limit is to be lowered to what these sessions measured; one for each that has a flaw.
    public let flaws: [String]
    /// The calls of the operations that no rule of the budget names.
    public let withoutRule: [Share]

    /// How a committed call list compares; `nil` where none was named.
    public let callList: CallListComparison?
    private let isStrict: Bool

    /// `isStrict` takes a percentile of too few calls, and what is suspect, for no verdict.
    ///
    /// `areRuns` says that the sessions are runs of one command, each of which must meet the rules
    /// that go by no baseline; else these judge all of them together.
    ///
    /// Throws what reading the sessions' events throws.
    public init(
        _ sessions: [CheckedSession], by budget: Budget, against baseline: Baseline? = nil,
        comparing callList: CallListComparison? = nil, areRuns: Bool = false, isStrict: Bool
    ) throws {
        self.callList = callList
        self.sessions = sessions.map(\.overview)
        self.budget = budget
        self.baseline = baseline?.sessions.map(\.overview)
        self.isStrict = isStrict
        verdicts =
            areRuns && sessions.count > 1
            ? try JudgedRuns(sessions, by: budget, against: baseline, isStrict: isStrict).verdicts
            : try Judge(sessions, by: budget, against: baseline, isStrict: isStrict).verdicts
        var completeness = Completeness()
        for session in sessions { completeness.add(session.overview.completeness) }
        self.completeness = completeness
        flaws = sessions.compactMap(\.flaw)
        isEmpty = sessions.allSatisfy { $0.callCount == 0 }
        let named = budget.namedOperations
        var counts: [Operation: Int] = [:]
        for sample in sessions.flatMap(\.samples) where sample.labels.level == .call {
            counts[Operation(sample.labels), default: 0] += sample.events
        }
        let unnamed = counts.filter { !named.contains($0.key.service, $0.key.api) }
        withoutRule = [Share](Dictionary(uniqueKeysWithValues: unnamed.map { ($0.name, $1) }))
    }

    /// How many rules more runs could settle: suspect ones, where a proof is possible and nothing
    /// else fails the check anyway.
    public var rulesToConfirm: Int {
        guard conclusion == .passed else { return 0 }
        let suspects = verdicts.filter { verdict in
            verdict.outcome == .suspect && !verdict.rule.isWarning
                && verdict.comparison.map { $0.baseRuns >= LatencyChange.Threshold.runs } ?? false
        }
        return Set(suspects.map(\.rule)).count
    }

    /// A breach outranks what cannot be told; warnings count for neither.
    ///
    /// Where nothing was judged, there is no verdict.
    public var conclusion: Conclusion {
        let listed = [callList?.outcome].compactMap { $0 }
        let binding = verdicts.filter { !$0.rule.isWarning }.map(\.outcome) + listed
        if binding.contains(.breached) { return .breached }
        if binding.contains(.none) || isStrict && binding.contains(.suspect) { return .noVerdict }
        let isJudged = (verdicts.map(\.outcome) + listed).contains { outcome in
            switch outcome {
            case .met, .breached, .suspect: true
            case .none, .notApplied: false
            }
        }
        // Without a single call nothing was put to the test.
        return isJudged ? .passed : .noVerdict
    }
}
