import CSMAnalysis
public import CSMBudget

extension SessionReader {
    /// Sessions with all that a budget may ask about.
    public func checkedSessions(_ references: [String]) throws -> [CheckedSession] {
        try sessions(references).map { try $0.checked() }
    }

    /// Judges sessions by a budget, against the baseline that relative rules go by, and compares
    /// their calls with a call list, named by its file.
    ///
    /// `areRuns` says that the sessions are runs of one command; see `CheckResult`. A session of the
    /// baseline that is judged, too, is an error.
    public func check(
        _ references: [String], by budget: Budget, against baseline: Baseline? = nil,
        comparing callList: (CallList, file: String)? = nil, areRuns: Bool = false, isStrict: Bool
    ) throws -> CheckResult {
        let sessions = try checkedSessions(references)
        let both = baseline?.shared(with: sessions) ?? []
        guard both.isEmpty else { throw SelectionError.onBothSides(ids: both) }
        return try CheckResult(
            sessions, by: budget, against: baseline,
            comparing: callList.map { list, file in
                try CallListComparison(sessions, with: list, from: file)
            }, areRuns: areRuns, isStrict: isStrict)
    }

    /// The runs that `reference` names, a set of sessions or a file; without any, why there are
    /// none.
    public func baseline(_ reference: String) throws -> Baseline {
        do {
            return Baseline(try named([reference]).map { try $0.checked() }, named: reference)
        } catch let error as SelectionError where error.isAbsence {
            return Baseline(absentBecause: "no baseline: \(error)")
        }
    }
}
