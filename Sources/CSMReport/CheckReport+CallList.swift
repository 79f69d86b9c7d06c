import CSMBudget

/// What a check says of a committed call list.
extension CheckReport {
    /// How many changed lines are shown.
    private static let mostLines = 20

    /// The list's changed lines as a diff shows them, and the command that accepts them.
    func changedLines(_ list: CallListComparison, most: Int = mostLines) -> [String] {
        var lines = list.changes.prefix(most).flatMap { change in
            [("-", change.expected), ("+", change.measured)].filter { $0.1 > 0 }.map {
                DisplayText.line(
                    $0.0 + " "
                        + CallList.line(change.entry, $0.1).replacing("\t", with: "  "))
            }
        }
        if list.changes.count > most {
            lines.append("\(Figures.count(list.changes.count - most)) more changes")
        }
        return lines
    }

    /// `2 changes`, or why nobody can tell.
    func sentence(_ list: CallListComparison) -> String {
        switch list.outcome {
        case .none: list.gap ?? "no verdict"
        case .met: "no call was added or removed"
        case .breached, .suspect, .notApplied: Figures.counted(list.changes.count, "change")
        }
    }

    func acceptance(_ list: CallListComparison) -> String {
        "to accept: csm-record check --snapshot \(DisplayText.line(list.file)) --update"
    }

    // MARK: Formats

    func block(_ list: CallListComparison, _ style: TextStyle) -> String {
        let file = DisplayText.line(list.file)
        func cut(_ line: String) -> String { DisplayText.cut(line, to: style.width, style) }
        switch list.outcome {
        case .met: return cut("\(style.hasUnicode ? "✓" : "ok") \(file): \(sentence(list))") + "\n"
        case .none: return cut("? no verdict \(file): \(sentence(list))") + "\n"
        case .breached, .suspect, .notApplied: break
        }
        let heading = cut(
            "\(style.hasUnicode ? "✗" : "!!") breached \(file): \(sentence(list))")
        let lines = changedLines(list).map { cut("      " + $0) }
        return ([style.red(heading)] + lines + [cut("      " + acceptance(list))])
            .joined(separator: "\n") + "\n"
    }

    func json(_ list: CallListComparison) -> JSONValue {
        .object([
            ("file", .string(list.file)),
            ("verdict", .string(Self.key(list.outcome.rawValue))),
            ("reason", JSONValue(list.outcome == .none ? list.gap : nil)),
            (
                "changes",
                .array(
                    list.changes.map { change in
                        .object([
                            ("mark", JSONValue(change.entry.mark)),
                            ("operation", .string(change.entry.operation)),
                            ("expected", .integer(change.expected)),
                            ("measured", .integer(change.measured)),
                        ])
                    })
            ),
        ])
    }
}
