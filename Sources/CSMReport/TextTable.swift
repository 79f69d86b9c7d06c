/// A table for people: aligned columns that fit a width.
struct TextTable {
    struct Column {
        let title: String
        var isNumeric = true
        /// Columns that do not fit go in this order, the lowest first; `nil` stays.
        var dropRank: Int?
        /// Text is cut down to this before a column is dropped.
        var shortWidth = 28
    }

    let columns: [Column]
    var rows: [[String]] = []
    /// Set apart from the rows by a rule.
    var total: [String]?
    /// Rows to be shown in red, by their index.
    var alarming: Set<Int> = []
    /// Rows to be shown less than others, by their index.
    var faint: Set<Int> = []
    /// How many characters of each row's first cell are bold, its rest faint; empty for none.
    var boldPrefixes: [Int] = []
    /// What is to be said below a row, by its index.
    var notes: [Int: String] = [:]

    private static let gap = "  "
    /// Text columns are cut down to this before a row is let run over.
    private static let leastTextWidth = 12

    init(columns: [Column]) { self.columns = columns }

    func render(_ style: TextStyle) -> String {
        var shown = Array(columns.indices)
        var widths = naturalWidths()
        while needed(shown, leastWidths(widths)) > style.width, let victim = nextToDrop(shown) {
            shown.removeAll { $0 == victim }
        }
        shrinkText(shown, &widths, style)

        var lines = [style.bold(line(columns.map(\.title), shown, widths, style))]
        for (index, row) in rows.enumerated() {
            var text = line(row, shown, widths, style)
            if !boldPrefixes.isEmpty {
                let rest = text.dropFirst(boldPrefixes[index])
                let end = rest.prefix(max(0, widths[0] - boldPrefixes[index]))
                text =
                    style.bold(String(text.prefix(boldPrefixes[index])))
                    + style.dim(String(end)) + rest.dropFirst(end.count)
            }
            lines.append(
                alarming.contains(index)
                    ? style.red(text) : faint.contains(index) ? style.dim(text) : text)
            if let note = notes[index] {
                lines.append(style.dim(DisplayText.cut("    " + note, to: style.width, style)))
            }
        }
        if let total {
            let width = min(style.width, needed(shown, widths))
            let rule = String(repeating: style.hasUnicode ? "─" : "-", count: width)
            lines.append(style.dim(rule))
            lines.append(line(total, shown, widths, style))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func naturalWidths() -> [Int] {
        let all = rows + (total.map { [$0] } ?? [])
        return columns.indices.map { column in
            all.reduce(DisplayText.width(columns[column].title)) {
                max($0, DisplayText.width($1[column]))
            }
        }
    }

    private func leastWidths(_ widths: [Int]) -> [Int] {
        widths.indices.map {
            columns[$0].isNumeric ? widths[$0] : min(widths[$0], columns[$0].shortWidth)
        }
    }

    private func needed(_ shown: [Int], _ widths: [Int]) -> Int {
        shown.reduce(0) { $0 + widths[$1] } + Self.gap.count * max(0, shown.count - 1)
    }

    private func nextToDrop(_ shown: [Int]) -> Int? {
        shown.filter { columns[$0].dropRank != nil }
            .min { (columns[$0].dropRank ?? 0) < (columns[$1].dropRank ?? 0) }
    }

    private func shrinkText(_ shown: [Int], _ widths: inout [Int], _ style: TextStyle) {
        while needed(shown, widths) > style.width {
            let widest = shown.filter { !columns[$0].isNumeric }.max { widths[$0] < widths[$1] }
            guard let widest, widths[widest] > Self.leastTextWidth else { return }
            widths[widest] -= 1
        }
    }

    private func line(
        _ cells: [String], _ shown: [Int], _ widths: [Int], _ style: TextStyle
    ) -> String {
        let padded = shown.map { column in
            let text = DisplayText.cut(cells[column], to: widths[column], style)
            let padding = String(
                repeating: " ", count: max(0, widths[column] - DisplayText.width(text)))
            return columns[column].isNumeric ? padding + text : text + padding
        }
        var line = padded.joined(separator: Self.gap)
        while line.last == " " { line.removeLast() }
        return line
    }
}
