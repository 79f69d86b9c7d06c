import CSMAnalysis
import CSMBudget

/// What a check says of the runs that it compares with.
extension CheckReport {
    /// How the runs compare, in words, where a rule that goes by a baseline did not pass.
    func comparison(_ verdict: Verdict) -> [String] {
        guard let comparison = verdict.comparison,
            verdict.outcome == .breached
                || verdict.outcome == .suspect
        else { return [] }
        if let change = comparison.change { return [Self.sentence(change)] }
        guard let base = comparison.base else { return [] }
        let figure = text(base, verdict.rule.metric.kind)
        let runs = Figures.counted(comparison.baseRuns, "base run")
        guard comparison.baseRuns > 1 else { return ["\(runs): \(figure)"] }
        let isSmallest = [.atLeast, .above].contains(verdict.rule.comparison)
        return ["\(runs): \(isSmallest ? "at least" : "at most") \(figure)"]
    }

    /// `5 of 5 new runs above the median of 10 base runs, p = 0.0003`, or why that proves nothing.
    private static func sentence(_ change: LatencyChange) -> String {
        let base = Figures.counted(change.baseRuns, "base run")
        if case .tooFew = change.verdict {
            return "not confirmed: \(Figures.counted(change.newRuns, "new run")) against \(base), "
                + "but \(LatencyChange.Threshold.runs) of each are needed"
        }
        return (change.verdict == .slower ? "" : "not confirmed: ") + change.evidence
    }

    /// The baseline's runs in a line; `nil` where none were named.
    var baselineLine: String? {
        result.baseline.map { runs in
            "baseline: "
                + (runs.isEmpty ? "none" : Figures.counted(runs.count, "run") + names(of: runs))
        }
    }

    private func names(of runs: [SessionOverview]) -> String {
        let names = Set(runs.map { $0.name ?? "" }).filter { !$0.isEmpty }
        guard names.count == 1, let name = names.first else { return "" }
        return " of \(DisplayText.line(name))"
    }
}
