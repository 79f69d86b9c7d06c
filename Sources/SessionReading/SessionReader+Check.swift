public import CSMBudget

extension SessionReader {
    /// Sessions with all that a budget may ask about.
    public func checkedSessions(_ references: [String]) throws -> [CheckedSession] {
        try sessions(references).map { try $0.checked() }
    }

    /// Judges sessions by a budget.
    public func check(
        _ references: [String], by budget: Budget, isStrict: Bool
    ) throws -> CheckResult {
        try CheckResult(checkedSessions(references), by: budget, isStrict: isStrict)
    }
}
