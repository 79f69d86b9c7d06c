import CSMAnalysis
import CSMBudget
import CSMEvents

extension CheckReport {
    public func text(_ style: TextStyle) -> String {
        var heading =
            (answer.map {
                DisplayText.wrapped(DisplayText.line($0.heading(style) + "."), to: style.width)
                    + "\n"
            } ?? "")
            + sessions.prefix(Self.mostSessions).map { $0.headline(style) + "\n" }.joined()
        let more = sessions.count - Self.mostSessions
        if more > 0 { heading += "and \(Figures.counted(more, "more session"))\n" }
        var blocks: [String] = []
        if isExplained, !result.isEmpty {
            blocks.append(explanation(style))
            // The table has the others.
            for verdict in shown where [.breached, .suspect].contains(verdict.outcome) {
                blocks.append(block(verdict, style))
            }
        } else if !result.isEmpty {
            for verdict in shown { blocks.append(block(verdict, style)) }
        }
        if let list = result.callList { blocks.insert(block(list, style), at: 0) }
        let note =
            result.verdicts.contains(where: \.hasFewCalls)
            ? "\(style.fewCallsMark) too few calls for that percentile\n" : ""
        let baseline = baselineLine.map { $0 + "\n" } ?? ""
        let sentence = DisplayText.wrapped(completeness.sentence, to: style.width)
        let body = blocks.isEmpty ? "" : blocks.joined() + "\n"
        let cost = answer.map { style.dim($0.cost) + "\n" } ?? ""
        return heading + baseline + "\n" + body + note + conclusion(style) + "\n" + sentence
            + "\n" + cost
    }

    /// How many sessions have a heading of their own.
    private static let mostSessions = 3

    /// Breaches first, then what cannot be told, then the rest; each in the order of the rules.
    private var shown: [Verdict] {
        let order: [Verdict.Outcome] = [.breached, .suspect, .none, .notApplied, .met]
        return order.flatMap { outcome in result.verdicts.filter { $0.outcome == outcome } }
    }

    private func block(_ verdict: Verdict, _ style: TextStyle) -> String {
        let mark = mark(verdict, style)
        let rule = DisplayText.line(verdict.rule.source)
        let place = DisplayText.line(place(verdict.rule))
        let few = verdict.hasFewCalls ? style.fewCallsMark : ""
        guard [.breached, .suspect, .none].contains(verdict.outcome) else {
            // One line: what was measured, and where it was asked.
            let subject = DisplayText.line(subject(verdict))
            let value = measured(verdict).map { ", measured \($0)\(few)" } ?? ""
            let reason = verdict.reason.map { " (\(DisplayText.line($0)))" } ?? ""
            let what = subject.isEmpty ? rule : "\(subject): \(expected(verdict))"
            return cut("\(mark) \(what)\(value)\(reason)", style) + "\n"
        }
        var lines = [cut("\(mark) \(rule)  (\(place))", style)]
        lines.append(cut("    \(DisplayText.line(sentence(verdict)))\(few)", style))
        let room = max(20, style.width - 36)
        let shares = shares(verdict) {
            DisplayText.shortened(DisplayText.line($0), to: room, style)
        }
        if verdict.outcome != .none {
            lines += comparison(verdict).map { cut("      " + $0, style) }
            lines += shares.flatMap { indented($0, style) }.map(style.dim)
            lines += calls(verdict).map { style.dim(cut("      " + line($0), style)) }
            lines += [advice(verdict)].compactMap { $0 }.map {
                style.dim(cut("      " + $0, style))
            }
        }
        lines[0] = paint(lines[0], verdict, style)
        return lines.joined(separator: "\n") + "\n"
    }

    /// A list in lines that break between its items only.
    static func broken(_ list: String, to width: Int) -> [String] {
        var lines: [String] = []
        for (index, item) in list.split(separator: "; ").enumerated() {
            let rest = index == 0 ? String(item) : "; " + item
            if let last = lines.last, DisplayText.width(last) + DisplayText.width(rest) < width {
                lines[lines.count - 1] += rest
            } else {
                if index > 0 { lines[lines.count - 1] += ";" }
                lines.append(String(item))
            }
        }
        return lines
    }

    private func indented(_ text: String, _ style: TextStyle) -> [String] {
        let lines = Self.broken(text, to: max(20, style.width - 8))
        return lines.enumerated().map { index, line in
            cut((index == 0 ? "      " : "        ") + line, style)
        }
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
            case .suspect: style.hasUnicode ? "≈" : "~"
            case .none: "?"
            case .notApplied: style.hasUnicode ? "–" : "-"
            }
        switch verdict.outcome {
        case .breached: return sign + (verdict.rule.isWarning ? " warning" : " breached")
        case .suspect: return sign + " suspect"
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

    /// What `run` says: what did not pass, what was perhaps not meant so, and the conclusion.
    public func talk(isQuiet: Bool, hasUnicode: Bool = true) -> [String] {
        // With what stands before each line 120 columns, as CI logs show them.
        let style = TextStyle(width: 108, hasColor: false, hasUnicode: hasUnicode)
        var lines: [String] = []
        for verdict in shown where !result.isEmpty {
            let isNotable: Bool =
                switch verdict.outcome {
                case .breached, .none: !isQuiet || !verdict.rule.isWarning
                case .suspect: !isQuiet
                // It has one where its selector is perhaps misspelt.
                case .met: !isQuiet && verdict.reason != nil
                case .notApplied: false
                }
            guard isNotable else { continue }
            lines += block(verdict, style).split(separator: "\n").map(String.init)
        }
        if isQuiet, result.conclusion == .passed { return [] }
        return lines + ["check: \(conclusion(style))"]
    }
}
