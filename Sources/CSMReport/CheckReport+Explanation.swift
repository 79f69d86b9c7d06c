import CSMBudget

extension CheckReport {
    /// Each rule's measured value and slack, in the order of the rules, and the operations that no
    /// rule names.
    func explanation(_ style: TextStyle) -> String {
        var table = TextTable(columns: [
            .init(title: "rule", isNumeric: false, shortWidth: 20, cut: .middle),
            .init(title: "of", isNumeric: false, shortWidth: 16, cut: .service),
            .init(title: "verdict", isNumeric: false, isWhole: true), .init(title: "measured"),
            .init(title: "slack"),
        ])
        for verdict in result.verdicts {
            let kind = verdict.rule.metric.kind
            let few = verdict.hasFewCalls ? style.fewCallsMark : ""
            let tone: TableCell.Tone =
                switch verdict.outcome {
                case .met: .good
                case .breached: verdict.rule.isWarning ? .notable : .bad
                case .suspect: .notable
                case .none, .notApplied: .plain
                }
            table.rows.append([
                TableCell(DisplayText.line(verdict.rule.source)),
                TableCell(DisplayText.line(subject(verdict))),
                TableCell(verdict.outcome.rawValue, tone),
                TableCell(measured(verdict) ?? "", remark: measured(verdict) == nil ? "" : few),
                TableCell(verdict.slack.map { text($0, kind) } ?? ""),
            ])
        }
        let most = 20
        let names = list(result.withoutRule, most: most) {
            DisplayText.shortened(DisplayText.line($0), to: max(20, style.width - 36), style)
        }
        let ending =
            result.withoutRule.isEmpty
            ? "Every operation is named by a rule." : "Operations that no rule names: \(names)."
        let lines = Self.broken(ending, to: style.width)
        return ([table.render(style)] + lines).joined(separator: "\n") + "\n"
    }
}
