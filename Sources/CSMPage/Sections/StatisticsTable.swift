import CSMAnalysis
import CSMReport

/// The rows of `stats` as a table of the page: the same cells, and the unrounded figures with them.
struct StatisticsTable {
    let report: LatencyReport
    let id: String
    let caption: String
    /// `op` or `mark`: what its rows filter by, numbered as they stand.
    let subject: String
    /// What a row is called, where that is not its group.
    var name: (StatisticsRow) -> String? = { _ in nil }

    var table: PageTable {
        let columns = report.columns(PageStyle.text).filter {
            !$0.isExtra && $0.column.name != LatencyReport.sparklineName
        }
        let drawing = HistogramDrawing(over: report.rows, report.percentiles)
        let rows = (report.rows + [report.total]).enumerated().map { index, row in
            self.row(row, index, columns, drawing)
        }
        return PageTable(
            id: id, caption: caption,
            columns: columns.enumerated().map { place, column in
                PageTable.Column(
                    title: column.column.title, isNumeric: place > 0 && column.column.isNumeric,
                    key: column.column.name.map(key))
            } + [PageTable.Column(title: "latencies", isNumeric: false, isSortable: false)],
            rows: rows, kind: subject)
    }

    /// A column's key in JSON.
    private func key(_ name: String) -> String {
        if let percentile = report.percentiles.first(where: { $0.name == name }) {
            return percentile.key
        }
        return ["total", "min", "mean", "max"].contains(name) ? name + "_ms" : name
    }

    private func row(
        _ row: StatisticsRow, _ index: Int, _ columns: [LatencyReport.Column],
        _ drawing: HistogramDrawing
    ) -> PageTable.Row {
        let isTotal = row.group.isEmpty
        let figures = Dictionary(report.figures(row).map { ($0.0, $0.1.line()) }) { $1 }
        let cells = columns.dropFirst().map { column -> PageTable.Cell in
            guard let cell = column.cell(row) else {
                return PageTable.Cell("–", value: "null", tone: .quiet)
            }
            let key = column.column.name.map(key) ?? ""
            let remark: HTML =
                cell.remark.isEmpty ? "" : "<span class=\"quiet\">\(cell.remark)</span>"
            return PageTable.Cell(
                "\(cell.text)\(remark)", value: figures[key] ?? share(row, key), tone: cell.tone)
        }
        let text = isTotal ? "total" : name(row) ?? columns[0].cell(row)?.text ?? "–"
        return PageTable.Row(
            head: "\(PageStyle.name(text))",
            cells: cells + [PageTable.Cell(drawing.svg(row.latencies))],
            id: isTotal ? nil : "\(subject)-\(index)",
            attributes: isTotal ? "" : " data-\(HTML(markup: subject))=\"\(index)\"",
            isTotal: isTotal)
    }

    /// Sorted by as the total that it is a share of; no report has it.
    private func share(_ row: StatisticsRow, _ key: String) -> String? {
        key == "share" ? row.totalLatency.map(String.init) : nil
    }
}
