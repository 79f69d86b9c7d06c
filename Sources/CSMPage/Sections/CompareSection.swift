import CSMAnalysis
import CSMReport

/// What changed against other sessions, as `compare` has it.
struct CompareSection {
    /// Rows beyond these are left out: those without a change come last.
    private static let mostRows = 1_000

    let report: CompareReport
    let operations: OperationNumbers

    var html: HTML {
        let rows = Array(report.comparison.rows.prefix(Self.mostRows))
        guard !rows.isEmpty else { return "<p>No calls to compare.</p>\n" }
        let (titles, cells) = report.cells(of: rows, PageStyle.text)
        let table = PageTable(
            id: "compare-table", caption: "What changed, by operation",
            columns: titles.enumerated().map { place, title in
                PageTable.Column(title: title, isNumeric: place > 0 && title != "verdict")
            },
            rows: zip(rows, cells).enumerated().map { index, pair in
                row(pair.0, pair.1, index)
            }
                + cells.suffix(1).map { total in
                    PageTable.Row(
                        head: "total", cells: total.dropFirst().map { cell($0) }, isTotal: true)
                }, kind: "change")
        let more = report.comparison.rows.count - rows.count
        let omitted = more > 0 ? ["\(Figures.counted(more, "more operation")) not shown."] : []
        return table.html
            + (omitted + report.sentences).map { "<p>\($0)</p>\n" as HTML }.joined()
    }

    private func row(_ row: ComparisonRow, _ cells: [TableCell], _ index: Int) -> PageTable.Row {
        let number = operations.row(row.group[0] ?? "", row.group[1] ?? "") ?? -1
        return PageTable.Row(
            head: "\(PageStyle.name(cells[0].text))", cells: cells.dropFirst().map { cell($0) },
            id: "change-\(index)",
            attributes: """
                 data-of="\(number)"\(row.isChanged ? "" : " data-same")
                """)
    }

    private func cell(_ cell: TableCell) -> PageTable.Cell {
        PageTable.Cell("\(cell.text)", tone: cell.tone)
    }
}
