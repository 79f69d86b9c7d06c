import CSMAnalysis

/// What a cell of a comparison says: `14 → 21   +50 %  +7`.
struct ChangeText {
    /// What was, with the arrow; empty where one value stands for both sides.
    var before = ""
    var now: String
    /// How far that is, in parts that stand below one another.
    var difference: [String] = []
    var tone = TableCell.Tone.plain

    /// Where a side has no such operation, it has no count either, not 0.
    init(
        _ counts: CountChange, isCalls: Bool, in report: CompareReport, _ style: TextStyle
    ) {
        func text(_ range: ClosedRange<Int>) -> String {
            isCalls && range.upperBound == 0 ? style.missing : report.range(range, style)
        }
        let (base, new) = (text(counts.baseRange), text(counts.newRange))
        now = new
        tone = base == "0" && new == "0" ? .quiet : .plain
        guard base != new else { return }
        before = base + style.arrow
        // Neither is better or worse.
        if base == style.missing || new == style.missing {
            tone = .notable
            return
        }
        tone =
            switch counts.direction {
            case .more: .bad
            case .fewer: .good
            case nil: .plain
            }
        difference = [report.difference(counts)].compactMap { $0 }
    }

    /// `isDecided` is whether a verdict stands on it: only then is it said how far it moved.
    init(
        _ change: LatencyChange, isDecided: Bool, in report: CompareReport, _ style: TextStyle
    ) {
        func text(_ median: Double?) -> String {
            median.map(report.milliseconds) ?? style.missing
        }
        before = text(change.baseMedian) + style.arrow
        now = text(change.newMedian)
        if change.baseMedian == nil, change.newMedian == nil { before = "" }
        guard isDecided else { return }
        switch change.verdict {
        case .slower: tone = .bad
        case .faster: tone = .good
        case .none, .tooFew: return
        }
        difference = report.difference(change)
    }

    /// All of it on one line.
    var text: String { (before + now) + difference.map { " " + $0 }.joined() }
}

extension [ChangeText] {
    /// The same as cells of one column, in which differences stand below one another.
    var cells: [TableCell] {
        let values = map { DisplayText.width($0.before + $0.now) }
        let width = indices.reduce(0) {
            self[$1].difference.isEmpty ? $0 : Swift.max($0, values[$1])
        }
        let first = reduce(0) {
            $1.difference.count > 1 ? Swift.max($0, DisplayText.width($1.difference[0])) : $0
        }
        return indices.map { index in
            let change = self[index]
            var cell = TableCell(change.now, change.tone)
            cell.before = change.before
            guard !change.difference.isEmpty else { return cell }
            var line = String(repeating: " ", count: width - values[index] + 2)
            for (place, part) in change.difference.enumerated() {
                let isPadded = place == 0 && change.difference.count > 1
                let padding = isPadded ? first - DisplayText.width(part) : 0
                line += (place > 0 ? "  " : "") + String(repeating: " ", count: padding) + part
            }
            cell.text += line
            return cell
        }
    }
}

extension TextStyle {
    var arrow: String { hasUnicode ? " → " : " -> " }
}
