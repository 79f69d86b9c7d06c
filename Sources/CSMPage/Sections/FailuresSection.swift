import CSMAnalysis
import CSMReport

/// What failed and what was tried again.
struct FailuresSection {
    let failures: FailureTally
    let statistics: LatencyReport
    let operations: OperationNumbers

    var html: HTML {
        let retried = retried
        if failures.isEmpty, retried == nil {
            return "<p>No call failed, and none was retried.</p>\n"
        }
        var html: HTML = ""
        if !failures.isEmpty {
            let (groups, omitted) = failures.ordered
            html += table(groups).html
            if omitted > 0 {
                html += "<p>\(Figures.counted(omitted, "more kind")) of failure not shown.</p>\n"
            }
        }
        if let retried { html += "<h3>Retries</h3>\n\(retried.html)" }
        return html
    }

    private func table(_ groups: [FailureTally.Group]) -> PageTable {
        PageTable(
            id: "failure-table", caption: "Failures, by how they failed",
            columns: [
                PageTable.Column(title: "failure", isNumeric: false),
                PageTable.Column(title: "operation", isNumeric: false),
                PageTable.Column(title: "failed calls", key: "calls"),
                PageTable.Column(title: "failed attempts", key: "attempts"),
                PageTable.Column(title: "throttles", key: "throttles"),
                PageTable.Column(title: "first at s"),
                PageTable.Column(title: "first message", isNumeric: false),
            ], rows: groups.enumerated().map { row($1, $0) }, kind: "failure")
    }

    private func row(_ group: FailureTally.Group, _ index: Int) -> PageTable.Row {
        let number = operations.row(group.service, group.api)
        let first =
            group.firstOffset.map {
                PageTable.Cell(
                    HTML(markup: Figures.decimal(Double($0) / 1_000, places: 3)), value: String($0))
            } ?? PageTable.Cell("–", tone: .quiet)
        let message = group.message.map { PageStyle.name(String($0.prefix(1_000))) } ?? ""
        return PageTable.Row(
            head: "\(PageStyle.name(group.outcome))",
            cells: [
                PageTable.Cell("\(PageStyle.name(group.service + "." + group.api))"),
                count(group.calls, .bad), count(group.attempts, .plain),
                count(group.throttles, .notable), first,
                PageTable.Cell("<span class=\"message\">\(message)</span>"),
            ], id: "failure-\(index)",
            attributes: number.map { " data-of=\"\($0)\"" } ?? " data-of=\"-1\"")
    }

    private func count(_ value: Int, _ tone: TableCell.Tone) -> PageTable.Cell {
        PageTable.Cell(
            HTML(markup: Figures.count(value)), value: String(value),
            tone: value == 0 ? .quiet : tone)
    }

    /// Operations with retries or throttles, those with most first.
    private var retried: PageTable? {
        let rows = statistics.rows.enumerated().filter {
            $0.element.retries ?? 0 > 0 || $0.element.throttles > 0
        }.sorted {
            ($0.element.retries ?? 0, $0.element.throttles, $1.offset)
                > ($1.element.retries ?? 0, $1.element.throttles, $0.offset)
        }
        guard !rows.isEmpty else { return nil }
        return PageTable(
            id: "retry-table", caption: "Operations that were retried",
            columns: [
                PageTable.Column(title: "operation", isNumeric: false),
                PageTable.Column(title: "calls", key: "calls"),
                PageTable.Column(title: "retries", key: "retries"),
                PageTable.Column(title: "throttles", key: "throttles"),
                PageTable.Column(title: "attempts", key: "attempts"),
            ],
            rows: rows.map { number, row in
                PageTable.Row(
                    head: "\(PageStyle.name(row.group.map { $0 ?? "" }.joined(separator: ".")))",
                    cells: [
                        count(row.calls ?? 0, .plain), count(row.retries ?? 0, .notable),
                        count(row.throttles, .notable), count(row.attempts, .plain),
                    ], attributes: " data-of=\"\(number)\"")
            }, kind: "retry")
    }
}
