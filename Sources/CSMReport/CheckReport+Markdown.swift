import CSMAnalysis
import CSMBudget

extension CheckReport {
    /// Tables of no more than that many bytes; the rest of their rows is counted.
    ///
    /// What is met, or was not applied, is folded.
    public func markdown(mostBytes: Int) -> String {
        let word: String =
            switch result.conclusion {
            case .passed: "✅ passed"
            case .breached: "❌ breached"
            case .noVerdict: "❔ no verdict"
            }
        let source =
            answer.map { Markdown.escaped($0.heading(TextStyle.page)) }
            ?? "session " + sessions.map { "`\($0.id)`" }.joined(separator: ", ")
        let heading =
            "### csm-record check: \(word)\n\n\(Markdown.escaped(tally)), \(source)\n\n"
        let list = result.callList.map(markdown) ?? ""
        let cost = answer.map { " " + $0.cost } ?? ""
        let ending = "\n" + list + completeness.sentence + cost + "\n"
        var rows: [[String]] = []
        var folded: [[String]] = []
        var size = heading.utf8.count + ending.utf8.count + 200
        let order: [Verdict.Outcome] = [.breached, .suspect, .none, .met, .notApplied]
        let ordered =
            result.isEmpty
            ? [] : order.flatMap { outcome in result.verdicts.filter { $0.outcome == outcome } }
        var left = ordered.count
        for verdict in ordered {
            let row = row(verdict)
            size += row.reduce(4) { $0 + $1.utf8.count + 3 }
            guard size < mostBytes else { break }
            switch verdict.outcome {
            case .breached, .suspect, .none: rows.append(row)
            case .met, .notApplied: folded.append(row)
            }
            left -= 1
        }
        let columns = [
            // What was measured stays in view, however long the names are.
            ("", false), ("measured", true), ("calls", true), ("rule", false), ("of", false),
            ("where", false), ("note", false),
        ]
        let more = left > 0 ? "\nand \(left) more\n" : ""
        let table = rows.isEmpty ? "" : Markdown.table(columns, rows)
        let details =
            folded.isEmpty
            ? ""
            : (rows.isEmpty ? "" : "\n")
                + "<details><summary>\(Figures.count(folded.count)) met or "
                + "not applied</summary>\n\n" + Markdown.table(columns, folded) + "\n</details>\n"
        return heading + table + details + more + ending
    }

    /// A call list's changes; they hold no fence that would end the block.
    private func markdown(_ list: CallListComparison) -> String {
        let heading =
            "`\(DisplayText.line(list.file).replacing("`", with: "'"))`: \(Markdown.escaped(sentence(list)))\n\n"
        guard list.outcome == .breached else { return heading }
        let lines = changedLines(list).map { $0.replacing("`", with: "'") }
        return heading + "```diff\n" + WorkflowCommands.defusedBlock(lines.joined(separator: "\n"))
            + "\n```\n\n" + Markdown.escaped(acceptance(list)) + "\n\n"
    }

    private func row(_ verdict: Verdict) -> [String] {
        let sign: String =
            switch verdict.outcome {
            case .met: "✅"
            case .breached: verdict.rule.isWarning ? "⚠️" : "❌"
            case .suspect: "⚠️"
            case .none: "❔"
            case .notApplied: "–"
            }
        let shares = shares(verdict, shorten: DisplayText.line)
        let evidence = evidence(verdict).prefix(max(1, comparison(verdict).count + shares.count))
        let note = ([verdict.reason, run(verdict)].compactMap { $0 } + evidence)
            .joined(separator: "; ")
        return [
            sign, Markdown.escaped((measured(verdict) ?? "–") + (verdict.hasFewCalls ? "°" : "")),
            String(verdict.calls), Markdown.breakable(verdict.rule.source),
            Markdown.breakable(subject(verdict)), Markdown.breakable(place(verdict.rule)),
            Markdown.breakable(note),
        ]
    }
}
