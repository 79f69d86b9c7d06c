import CSMAnalysis
import CSMBudget
import CSMEvents

extension CheckReport {
    /// How many operations or marks a line names.
    private static let mostShares = 5

    /// What tells most of a breach, line by line: what made up a count, calls, and what to change
    /// in a rule that asks too much of too few calls.
    func evidence(_ verdict: Verdict) -> [String] {
        guard verdict.outcome == .breached || verdict.outcome == .suspect else { return [] }
        return comparison(verdict) + shares(verdict, shorten: DisplayText.line)
            + calls(verdict).map(line) + [advice(verdict)].compactMap { $0 }
    }

    /// `by operation: S3.HeadObject 1, no rule; DynamoDB.GetItem 37`.
    ///
    /// `shorten` is done to names.
    func shares(_ verdict: Verdict, shorten: (String) -> String) -> [String] {
        // A rule on one operation names it already.
        if verdict.rule.metric == .new, verdict.operation != nil { return [] }
        func line(_ title: String, _ shares: [Share]) -> [String] {
            shares.isEmpty ? [] : ["by \(title): \(list(shares, shorten: shorten))"]
        }
        return line("operation", verdict.operations) + line("mark", verdict.marks)
    }

    func list(
        _ shares: [Share], most: Int = Self.mostShares, shorten: (String) -> String
    ) -> String {
        var parts = shares.prefix(most).map { share in
            let name = share.name.map(shorten) ?? "outside marks"
            return "\(name) \(Figures.count(share.count))" + (share.hasNoRule ? ", no rule" : "")
        }
        if shares.count > most { parts.append("\(Figures.count(shares.count - most)) more") }
        return parts.joined(separator: "; ")
    }

    /// The calls that say something: of a count one of those that are alike, and none where shares
    /// say more.
    func calls(_ verdict: Verdict) -> [WorstCall] {
        let rule = verdict.rule
        // One call says little of a median over runs.
        if rule.isRelative, rule.metric.kind == .latency { return [] }
        guard rule.metric.kind == .count else { return verdict.worst }
        switch rule.metric {
        case .burst: return verdict.worst
        case .calls, .attempts:
            let isTold = !verdict.operations.isEmpty || !verdict.marks.isEmpty
            if isTold, !rule.selector.selectsAttempts { return [] }
        default: break
        }
        var known: Set<[String?]> = []
        return verdict.worst.filter { call in
            let labels = call.labels
            let outcome = [labels.status.map { String($0) }, labels.exception]
            return known.insert([labels.service, labels.api, labels.host] + outcome).inserted
        }
    }

    /// How the rule could do without a breach over too few calls.
    func advice(_ verdict: Verdict) -> String? {
        if verdict.outcome == .suspect,
            case .tooFew(let missing, _)? = verdict.comparison?.change?.verdict
        {
            // Running again does not help against too small a baseline.
            if missing > 0 {
                return "to confirm it, record \(Figures.counted(missing, "more base run"))"
            }
            return "to confirm it: csm-record run --check --confirm \(LatencyChange.Threshold.runs)"
                + " -- COMMAND"
        }
        return verdict.missingCondition.map {
            "to require enough calls for \(verdict.rule.metric.text), add: when calls >= \($0)"
        }
    }
}
