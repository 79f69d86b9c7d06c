import CSMAnalysis
import CSMBudget
import CSMEvents

extension CheckReport {
    public func text(_ style: TextStyle) -> String {
        let heading = result.sessions.map { $0.headline(style) + "\n" }.joined()
        var blocks: [String] = []
        for verdict in shown { blocks.append(block(verdict, style)) }
        let note =
            result.verdicts.contains(where: \.hasFewCalls)
            ? "\(style.fewCallsMark) too few calls for that percentile\n" : ""
        let sentence = DisplayText.wrapped(result.completeness.sentence, to: style.width)
        return heading + "\n" + blocks.joined() + "\n" + note + conclusion(style) + "\n" + sentence
            + "\n"
    }

    /// Breaches first, then what cannot be told, then the rest; each in the order of the rules.
    private var shown: [Verdict] {
        let order: [Verdict.Outcome] = [.breached, .none, .notApplied, .met]
        return order.flatMap { outcome in result.verdicts.filter { $0.outcome == outcome } }
    }

    private func block(_ verdict: Verdict, _ style: TextStyle) -> String {
        let mark = mark(verdict, style)
        let rule = DisplayText.line(verdict.rule.source)
        let place = DisplayText.line(place(verdict.rule))
        let few = verdict.hasFewCalls ? style.fewCallsMark : ""
        guard verdict.outcome == .breached || verdict.outcome == .none else {
            // One line: what was measured, and where it was asked.
            let subject = DisplayText.line(subject(verdict))
            let value = measured(verdict).map { ", measured \($0)\(few)" } ?? ""
            let reason = verdict.reason.map { " (\(DisplayText.line($0)))" } ?? ""
            let what = subject.isEmpty ? rule : "\(subject): \(expected(verdict.rule))"
            return cut("\(mark) \(what)\(value)\(reason)", style) + "\n"
        }
        var lines = [cut("\(mark) \(rule)  (\(place))", style)]
        lines.append(cut("    \(DisplayText.line(sentence(verdict)))\(few)", style))
        lines += verdict.worst.map { style.dim(cut("      " + line($0), style)) }
        lines[0] = paint(lines[0], verdict, style)
        return lines.joined(separator: "\n") + "\n"
    }

    private func cut(_ line: String, _ style: TextStyle) -> String {
        DisplayText.cut(line, to: style.width, style)
    }

    private func paint(_ line: String, _ verdict: Verdict, _ style: TextStyle) -> String {
        verdict.outcome == .breached && !verdict.rule.isWarning ? style.red(line) : style.bold(line)
    }

    /// A sign, and for what does not read itself, a word: `✓`, `✗`, `? no verdict`.
    private func mark(_ verdict: Verdict, _ style: TextStyle) -> String {
        let sign: String =
            switch verdict.outcome {
            case .met: style.hasUnicode ? "✓" : "ok"
            case .breached: style.hasUnicode ? "✗" : "!!"
            case .none: "?"
            case .notApplied: style.hasUnicode ? "–" : "-"
            }
        switch verdict.outcome {
        case .breached: return sign + (verdict.rule.isWarning ? " warning" : " breached")
        case .none: return sign + " no verdict"
        case .notApplied: return sign + " not applied"
        case .met: return sign
        }
    }

    private func conclusion(_ style: TextStyle) -> String {
        let word: String =
            switch result.conclusion {
            case .passed: "PASSED"
            case .breached: "BREACHED"
            case .noVerdict: "NO VERDICT"
            }
        let line = "\(word): \(tally)"
        return result.conclusion == .breached ? style.red(line) : style.bold(line)
    }

    // MARK: Lines of talk

    /// What `run` says: what did not pass, and the conclusion.
    public func talk(isQuiet: Bool, hasUnicode: Bool = true) -> [String] {
        let style = TextStyle(width: 120, hasColor: false, hasUnicode: hasUnicode)
        var lines: [String] = []
        for verdict in shown where verdict.outcome == .breached || verdict.outcome == .none {
            if isQuiet, verdict.rule.isWarning { continue }
            lines += block(verdict, style).split(separator: "\n").map(String.init)
        }
        if isQuiet, result.conclusion == .passed { return [] }
        return lines + ["check: \(conclusion(style))"]
    }
}
