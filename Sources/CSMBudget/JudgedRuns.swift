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
        let worst = Self.worst(in: each)
        let compared = Dictionary(grouping: together, by: \.rule)
        verdicts = budget.rules.flatMap { ($0.isRelative ? compared : worst)[$0] ?? [] }
    }

    private struct Key: Hashable {
        let rule: BudgetRule
        let operation: String?
        let mark: String?
    }

    /// By their rules, those with the first verdicts first.
    private static func worst(in runs: [[Verdict]]) -> [BudgetRule: [Verdict]] {
        var worst: [BudgetRule: [Verdict]] = [:]
        var places: [Key: Int] = [:]
        for (run, verdicts) in runs.enumerated() {
            for var verdict in verdicts {
                verdict.run = Verdict.Run(number: run + 1, count: runs.count)
                let key = Key(
                    rule: verdict.rule, operation: verdict.operation, mark: verdict.mark)
                guard let place = places[key] else {
                    places[key] = worst[verdict.rule]?.count ?? 0
                    worst[verdict.rule, default: []].append(verdict)
                    continue
                }
                if let known = worst[verdict.rule]?[place], verdict.isWorse(than: known) {
                    worst[verdict.rule]?[place] = verdict
                }
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
