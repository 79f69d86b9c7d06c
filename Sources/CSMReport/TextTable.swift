/// A table for people: aligned columns that fit a width.
///
/// What does not fit is said below it: no column is ever left out in silence.
struct TextTable {
    struct Column {
        let title: String
        /// What it and its neighbours are about, on a line above their titles.
        var group: String?
        /// What `--columns` calls it; `nil` for one that is always shown.
        var name: String?
        var isNumeric = true
        /// Columns that do not fit go in this order, the lowest first; those without go last, from
        /// the right.
        var dropRank: Int?
        /// Text is cut down to this before a column is dropped.
        var shortWidth = 28
        /// Whether a part of it would say nothing, as of a time or a number.
        var isWhole = false
        /// It is no narrower than this, whatever stands in it.
        var leastWidth = 0
        /// Text is never wider than this; `nil` for no limit.
        var mostWidth: Int?
        /// How text that does not fit is cut.
        var cut = NameShortening.Cut.end
    }

    let columns: [Column]
    var rows: [[TableCell]] = []
    /// Set apart from the rows by a rule.
    var total: [TableCell]?
    /// What is to be said below a row, by its index.
    var notes: [Int: String] = [:]
    /// What to do about columns that there is no room for; `nil` for the usual options.
    var advice: String?

    private static let gap = "  "

    init(columns: [Column]) { self.columns = columns }

    func render(_ style: TextStyle) -> String {
        let chosen = columns.indices.filter { isChosen(columns[$0], style) }
        var shown = chosen
        var widths = naturalWidths()
        if !style.isWide {
            for column in chosen {
                widths[column] = min(widths[column], columns[column].mostWidth ?? .max)
            }
            while needed(shown, leastWidths(widths)) > style.width,
                let victim = nextToDrop(shown)
            {
                shown.removeAll { $0 == victim }
            }
            shrinkText(shown, &widths, to: style.width)
            while needed(shown, widths) > style.width, shown.count > 1 { shown.removeLast() }
        }
        let texts = shortened(shown, widths, style)
        let width = needed(shown, widths)

        var lines = groups(shown, widths, style).map { [$0] } ?? []
        lines.append(titles(shown, widths, style))
        for index in rows.indices {
            lines.append(line(texts[index], shown, widths, style))
            if let note = notes[index] {
                let note = DisplayText.cut("    " + note, to: style.width, style)
                lines.append(style.dim(note))
            }
        }
        if let total = texts.last, self.total != nil {
            lines.append(style.dim(String(repeating: style.hasUnicode ? "─" : "-", count: width)))
            lines.append(line(total, shown, widths, style))
        }
        let text = lines.joined(separator: "\n") + "\n"
        return text + leftOut(chosen.filter { !shown.contains($0) }, style)
    }

    private func isChosen(_ column: Column, _ style: TextStyle) -> Bool {
        guard let name = column.name, let chosen = style.columns else { return true }
        return chosen.contains(name)
    }

    /// Which columns there was no room for.
    private func leftOut(_ hidden: [Int], _ style: TextStyle) -> String {
        guard !hidden.isEmpty else { return "" }
        let titles = hiddenTitles(hidden).joined(separator: ", ")
        let canChoose = columns.contains { $0.name != nil }
        let how = canChoose ? "--wide or --columns" : "--wide"
        let sentence = "No room for \(titles); \(advice ?? "use \(how)")."
        return style.dim(DisplayText.wrapped(sentence, to: style.width)) + "\n"
    }

    /// The titles of hidden columns; of a group of which nothing is left, its own.
    private func hiddenTitles(_ hidden: [Int]) -> [String] {
        let groups = hidden.reduce(into: [String?]()) { groups, column in
            if !groups.contains(columns[column].group) { groups.append(columns[column].group) }
        }
        return groups.flatMap { group in
            let own = hidden.filter { columns[$0].group == group }
            let titles = own.map { columns[$0].title }
            guard let group else { return titles }
            let isWhole = own.count == columns.count { $0.group == group }
            return isWhole ? [group] : titles.map { "\($0) (\(group))" }
        }
    }

    // MARK: Widths

    private var allRows: [[TableCell]] { rows + (total.map { [$0] } ?? []) }

    private func naturalWidths() -> [Int] {
        columns.indices.map { column in
            let title = max(columns[column].leastWidth, TerminalWidth.of(columns[column].title))
            return allRows.reduce(title) { max($0, $1[column].width) }
        }
    }

    private func leastWidths(_ widths: [Int]) -> [Int] {
        widths.indices.map {
            canCut(columns[$0]) ? min(widths[$0], columns[$0].shortWidth) : widths[$0]
        }
    }

    private func canCut(_ column: Column) -> Bool { !column.isNumeric && !column.isWhole }

    private func needed(_ shown: [Int], _ widths: [Int]) -> Int {
        shown.reduce(0) { $0 + widths[$1] } + Self.gap.count * max(0, shown.count - 1)
    }

    private func nextToDrop(_ shown: [Int]) -> Int? {
        let ranked = shown.filter { columns[$0].dropRank != nil }
        if let first = ranked.min(by: { rank($0) < rank($1) }) { return first }
        // Text still can be cut further.
        return shown.last { !canCut(columns[$0]) && $0 != shown[0] }
    }

    /// Of columns with the same rank the last one goes first.
    private func rank(_ column: Int) -> (Int, Int) { (columns[column].dropRank ?? 0, -column) }

    private func shrinkText(_ shown: [Int], _ widths: inout [Int], to width: Int) {
        while needed(shown, widths) > width {
            let widest = shown.filter { canCut(columns[$0]) }.max { widths[$0] < widths[$1] }
            guard let widest, widths[widest] > 1 else { return }
            widths[widest] -= 1
        }
    }

    // MARK: Cells

    /// The rows, then the total, with text that does not fit cut.
    private func shortened(
        _ shown: [Int], _ widths: [Int], _ style: TextStyle
    ) -> [[TableCell]] {
        var all = allRows
        for column in shown where canCut(columns[column]) {
            let shortening = NameShortening(preferred: columns[column].cut, style: style)
            let texts = shortening.shortened(all.map { $0[column].text }, to: widths[column])
            for index in all.indices { all[index][column].text = texts[index] }
        }
        return all
    }

    /// The columns' groups, each over its columns; `nil` where there are none.
    private func groups(_ shown: [Int], _ widths: [Int], _ style: TextStyle) -> String? {
        guard shown.contains(where: { columns[$0].group != nil }) else { return nil }
        var line = ""
        var place = 0
        while place < shown.count {
            let group = columns[shown[place]].group
            let last = shown[place...].prefix { columns[$0].group == group }
            let width = needed(Array(last), widths)
            line += (place > 0 ? Self.gap : "") + heading(group, width, style)
            place += last.count
        }
        while line.last == " " { line.removeLast() }
        return style.dim(line)
    }

    /// `── last 10 s ──`, in all the width.
    private func heading(_ group: String?, _ width: Int, _ style: TextStyle) -> String {
        guard let group else { return String(repeating: " ", count: width) }
        let title = DisplayText.cut(group, to: width, style)
        let room = width - TerminalWidth.of(title)
        guard room >= 4 else { return title.padded(to: width) }
        let rule: Character = style.hasUnicode ? "─" : "-"
        let left = (room - 2) / 2
        return String(repeating: rule, count: left) + " \(title) "
            + String(repeating: rule, count: room - 2 - left)
    }

    private func titles(_ shown: [Int], _ widths: [Int], _ style: TextStyle) -> String {
        line(columns.map { TableCell($0.title) }, shown, widths, style, .strong)
    }

    private func line(
        _ cells: [TableCell], _ shown: [Int], _ widths: [Int], _ style: TextStyle,
        _ tone: TableCell.Tone? = nil
    ) -> String {
        var line = ""
        // Blanks at the end of a line are not written.
        var pending = 0
        for (place, column) in shown.enumerated() {
            var cell = cells[column]
            if cell.width > widths[column] {
                cell.text = DisplayText.cut(cell.before + cell.text, to: widths[column], style)
                cell.before = ""
            }
            if let tone { cell.tone = tone }
            let padding = max(0, widths[column] - cell.width)
            if place > 0 { pending += Self.gap.count }
            if columns[column].isNumeric { pending += padding }
            if cell.width > 0 {
                line += String(repeating: " ", count: pending) + cell.painted(style)
                pending = 0
            }
            if !columns[column].isNumeric || cell.width == 0 {
                pending += columns[column].isNumeric ? 0 : padding
            }
        }
        return line
    }
}
