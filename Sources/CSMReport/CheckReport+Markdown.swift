import CSMAnalysis
import CSMBudget

extension CheckReport {
    /// A table of no more than that many bytes; the rest of its rows is counted.
    public func markdown(mostBytes: Int) -> String {
        let word: String =
            switch result.conclusion {
            case .passed: "✅ passed"
            case .breached: "❌ breached"
            case .noVerdict: "❔ no verdict"
            }
        let sessions = result.sessions.map { "`\($0.id)`" }.joined(separator: ", ")
        let heading =
            "### csm-record check: \(word)\n\n\(Markdown.escaped(tally)), session \(sessions)\n\n"
        let ending = "\n" + result.completeness.sentence + "\n"
        var rows: [[String]] = []
        var size = heading.utf8.count + ending.utf8.count + 200
        let order: [Verdict.Outcome] = [.breached, .none, .met, .notApplied]
        let ordered = order.flatMap { outcome in result.verdicts.filter { $0.outcome == outcome } }
        var left = ordered.count
        for verdict in ordered {
            let row = row(verdict)
            size += row.reduce(4) { $0 + $1.utf8.count + 3 }
            guard size < mostBytes else { break }
            rows.append(row)
            left -= 1
        }
        let columns = [
            ("", false), ("rule", false), ("of", false), ("measured", true), ("calls", true),
            ("where", false), ("note", false),
        ]
        let more = left > 0 ? "\nand \(left) more\n" : ""
        return heading + Markdown.table(columns, rows) + more + ending
    }

    private func row(_ verdict: Verdict) -> [String] {
        let sign: String =
            switch verdict.outcome {
            case .met: "✅"
            case .breached: verdict.rule.isWarning ? "⚠️" : "❌"
            case .none: "❔"
            case .notApplied: "–"
            }
        let shares = shares(verdict, shorten: DisplayText.line)
        let evidence = evidence(verdict).prefix(max(1, shares.count))
        let note = ([verdict.reason].compactMap { $0 } + evidence).joined(separator: "; ")
        return [
            sign, Markdown.escaped(verdict.rule.source), Markdown.escaped(subject(verdict)),
            Markdown.escaped((measured(verdict) ?? "–") + (verdict.hasFewCalls ? "°" : "")),
            String(verdict.calls), Markdown.escaped(place(verdict.rule)), Markdown.escaped(note),
        ]
    }
}
