public import CSMAnalysis

extension LatencyReport: Report {
    public func text(_ style: TextStyle) -> String {
        let heading = sessions.map { $0.headline(style) + "\n" }.joined()
        let footing =
            (time.sentences(style).map { DisplayText.wrapped($0, to: style.width) }
            + [completeness.text(style)]).map { $0 + "\n" }.joined()
        guard !rows.isEmpty else {
            let what = level == .call ? "calls" : "attempts"
            let nothing = NothingToShow.sentence(what, selectsResources: selectsResources)
            return heading + "\n\(nothing)\n\n" + footing
        }
        let more = hiddenRows.map { DisplayText.wrapped($0, to: style.width) + "\n" } ?? ""
        let note =
            hasUnsupportedPercentiles
            ? style.dim("\(style.fewCallsMark) too few \(level.rawValue)s for that percentile")
                + "\n"
            : ""
        let histograms = showsHistograms ? histogramText(style) : ""
        return heading + "\n" + table(style).render(style) + "\n" + histograms + more + note
            + footing
    }

    /// What to say of rows that are not shown.
    private var hiddenRows: String? {
        guard rowCount > rows.count else { return nil }
        let noun = dimensions == [.service, .api] ? "operation" : "row"
        return "\(Figures.counted(rowCount - rows.count, "more " + noun)) not shown; the total "
            + "counts all. To see more: --top \(rowCount)."
    }

    public func markdown() -> String {
        // Nothing is dropped or drawn: a page has room, and its reader copies.
        let style = TextStyle(width: .max, hasColor: false, hasUnicode: true)
        let columns = columns(style).filter { !$0.isExtra && $0.column.name != Self.sparklineName }
        let cells = (rows + [total]).map { row in
            columns.map { column in
                Markdown.escaped(column.cell(row).map { $0.text + $0.remark } ?? style.missing)
            }
        }
        let table = Markdown.table(
            columns.map { ($0.column.title, $0.column.isNumeric) }, cells)
        let histograms =
            showsHistograms
            ? "```text\n" + WorkflowCommands.defusedBlock(histogramText(TextStyle.page)) + "```\n\n"
            : ""
        let sentences =
            (hiddenRows.map { [$0] } ?? []) + time.sentences(style) + [completeness.sentence]
        return table + "\n" + histograms + sentences.joined(separator: " ") + "\n"
    }

    private func table(_ style: TextStyle) -> TextTable {
        let columns = columns(style).filter { column in
            guard let name = column.column.name else { return true }
            return style.columns?.contains(name) ?? !column.isExtra
        }
        func cells(_ row: StatisticsRow) -> [TableCell] {
            columns.map { column in
                var cell = column.cell(row) ?? TableCell(style.missing, .quiet)
                cell.text = DisplayText.line(cell.text)
                return cell
            }
        }
        var table = TextTable(columns: columns.map(\.column))
        table.rows = rows.map(cells)
        table.total = cells(total)
        return table
    }

    private var hasUnsupportedPercentiles: Bool {
        (rows + [total]).contains { row in
            row.latencies.count > 0
                && percentiles.contains { row.latencies.count < $0.supportingCount }
        }
    }
}
