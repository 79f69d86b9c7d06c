import CSMBudget

extension CheckReport {
    /// GitHub shows ten errors and ten warnings of a step, and drops the rest in silence.
    private static let mostAnnotations = 10

    /// Workflow commands that annotate the budget's own lines (GitHub Actions, "Workflow commands").
    public func github() -> String {
        if result.isEmpty, result.callList == nil {
            return "::error title=No verdict::\(Self.data(Self.nothing))\n"
        }
        let notable = result.verdicts.filter {
            [.breached, .suspect, .none].contains($0.outcome)
        }
        // Errors first, for what is beyond the limit is not seen.
        let ordered = notable.filter(isError) + notable.filter { !isError($0) }
        let commands =
            [result.callList.flatMap(command)].compactMap { $0 } + ordered.map(command)
        var output = commands.prefix(Self.mostAnnotations).joined()
        if commands.count > Self.mostAnnotations {
            output += "::notice::and \(commands.count - Self.mostAnnotations) more\n"
        }
        return output
    }

    private func isError(_ verdict: Verdict) -> Bool {
        !verdict.rule.isWarning && verdict.outcome != .suspect
    }

    private func command(_ verdict: Verdict) -> String {
        let kind = isError(verdict) ? "error" : "warning"
        let title: String =
            switch verdict.outcome {
            case .breached: "Budget breached"
            case .suspect: "Slower than the baseline, not confirmed"
            case .none, .met, .notApplied: "No verdict"
            }
        var properties = ["title=\(title)"]
        // A rule from the command line or standard input has no line of a file to point at.
        if !["--assert", "stdin"].contains(verdict.rule.place.source) {
            properties =
                [
                    "file=\(Self.property(annotatedPath))", "line=\(verdict.rule.place.line)",
                ] + properties
        }
        let message =
            ([verdict.rule.source, sentence(verdict)] + evidence(verdict))
            .map(DisplayText.line).joined(separator: "\n")
        return "::\(kind) \(properties.joined(separator: ","))::\(Self.data(message))\n"
    }

    /// `nil` for a list without a change.
    private func command(_ list: CallListComparison) -> String? {
        if list.outcome == .met { return nil }
        let title = list.outcome == .none ? "No verdict" : "Calls changed"
        let lines = list.outcome == .none ? [] : changedLines(list) + [acceptance(list)]
        let message = ([sentence(list)] + lines).map(DisplayText.line).joined(separator: "\n")
        return "::error file=\(Self.property(annotatedListPath ?? list.file)),title=\(title)::"
            + "\(Self.data(message))\n"
    }

    private static func data(_ text: String) -> String {
        WorkflowCommands.defused(text).unicodeScalars.map { scalar in
            switch scalar {
            case "%": "%25"
            case "\r": "%0D"
            case "\n": "%0A"
            // The runner writes it to its log as it is.
            default: DisplayText.line(String(scalar))
            }
        }.joined()
    }

    private static func property(_ text: String) -> String {
        data(text).unicodeScalars.map { $0 == ":" ? "%3A" : $0 == "," ? "%2C" : String($0) }
            .joined()
    }
}
