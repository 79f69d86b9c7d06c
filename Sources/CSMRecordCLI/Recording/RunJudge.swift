import CSMBudget
import SessionReading
import SessionStore

/// Judges what `run` recorded by the budget that its options name.
struct RunJudge {
    private let budget: Budget
    private let options: BudgetOptions
    private let store: StoreOptions

    /// Reads the budget, and what of its baseline can be wrong before anything is recorded.
    init(_ options: BudgetOptions, _ store: StoreOptions, _ talk: Talk) throws {
        budget = try options.load()
        self.options = options
        self.store = store
        do {
            try options.checkBaselineFile(for: budget, store.reader(talk))
        } catch {
            throw Failure(translating: error).beforeChild
        }
    }

    /// What comes of it; `nil` where that cannot be told, and the reason is said.
    ///
    /// Several are runs of one command. None of them is part of the baseline.
    func result(of sessions: [SessionDescription], _ talk: Talk) -> CheckResult? {
        let ids = sessions.map(\.id)
        var others = store.reader(talk)
        others.excluded = Set(ids)
        do {
            return try store.reader(talk).check(
                ids, by: budget, against: options.runs(for: budget, others), areRuns: true,
                isStrict: false)
        } catch {
            Talk.say(Failure(translating: error).sentences)
            return nil
        }
    }

    /// Tells it; returns the exit code that it asks for.
    func tell(_ result: CheckResult?, _ talk: Talk) -> Int32? {
        guard let result else { return ExitStatus.noVerdict }
        Verdicts(result).tell(talk, GitHubActions(.auto))
        return result.conclusion.status
    }
}
