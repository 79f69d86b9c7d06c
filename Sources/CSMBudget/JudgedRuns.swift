import CSMAnalysis

/// Judges sessions as runs of one command.
///
/// Each must meet the rules on its own, for a limit is one for a run; rules that go by a baseline
/// compare all of them with it.
struct JudgedRuns {
    /// In the order of the rules; of each subject that of the run which is worst off.
    private(set) var verdicts: [Verdict] = []

    /// Throws what reading the sessions' events throws.
    init(
        _ runs: [CheckedSession], by budget: Budget, against baseline: Baseline?, isStrict: Bool
    ) throws {
        let each = try runs.map {
            try Judge([$0], by: budget.without(\.isRelative), isStrict: isStrict).verdicts
        }
        let together = try Judge(
            runs, by: budget.without { !$0.isRelative }, against: baseline, isStrict: isStrict
        ).verdicts
        for rule in budget.rules {
            verdicts +=
                rule.isRelative
                ? together.filter { $0.rule == rule } : Self.worst(of: rule, in: each)
        }
    }

    private static func worst(of rule: BudgetRule, in runs: [[Verdict]]) -> [Verdict] {
        var worst: [Verdict] = []
        for (run, verdicts) in runs.enumerated() {
            for var verdict in verdicts where verdict.rule == rule {
                verdict.run = Verdict.Run(number: run + 1, count: runs.count)
                let place = worst.firstIndex {
                    $0.operation == verdict.operation && $0.mark == verdict.mark
                }
                guard let place else {
                    worst.append(verdict)
                    continue
                }
                if verdict.isWorse(than: worst[place]) { worst[place] = verdict }
            }
        }
        return worst
    }
}

extension Verdict {
    fileprivate func isWorse(than other: Verdict) -> Bool {
        guard rank == other.rank else { return rank < other.rank }
        guard let slack, let others = other.slack else { return false }
        return slack < others
    }

    private var rank: Int {
        switch outcome {
        case .breached: 0
        case .none: 1
        case .suspect: 2
        case .met: 3
        case .notApplied: 4
        }
    }
}
