public import CSMAnalysis

extension LatencyReport: Report {
    /// A column, with what stands in it for a row; `nil` where a row has nothing.
    private struct Column {
        let column: TextTable.Column
        let cell: (StatisticsRow) -> String?
    }

    public func text(_ style: TextStyle) -> String {
        let heading = sessions.map { $0.headline(style) + "\n" }.joined()
        let sentences = time.sentences(style) + [completeness.sentence]
        let footing = sentences.map { DisplayText.wrapped($0, to: style.width) + "\n" }.joined()
        guard !rows.isEmpty else {
            let what = level == .call ? "calls" : "attempts"
            return heading + "\nNo \(what) to show.\n\n" + footing
        }
        var note = ""
        if hasUnsupportedPercentiles {
            note = "\(style.fewCallsMark) too few \(level.rawValue)s for that percentile\n"
        }
        let histograms = showsHistograms ? histogramText(style) : ""
        let more = hiddenRows.map { DisplayText.wrapped($0, to: style.width) + "\n" } ?? ""
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
        let columns = columns(style, withSparkline: false)
        let cells = (rows + [total]).map { row in
            columns.map { Markdown.escaped($0.cell(row) ?? style.missing) }
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
        let columns = columns(style, withSparkline: style.hasUnicode)
        func cells(_ row: StatisticsRow) -> [String] {
            columns.map { DisplayText.line($0.cell(row) ?? style.missing) }
        }
        var table = TextTable(columns: columns.map(\.column))
        table.rows = rows.map(cells)
        table.total = cells(total)
        table.alarming = Set(rows.indices.filter { rows[$0].errors > 0 })
        return table
    }

    private func columns(_ style: TextStyle, withSparkline: Bool) -> [Column] {
        let names = nameColumns(style)
        let counts = [
            count("calls") { $0.calls },
            count("errors") { $0.errors },
            count("retries", dropRank: 5) { $0.retries },
            count("throttles", dropRank: 4) { $0.throttles },
        ]
        let attempts = [
            count("attempts") { $0.attempts }, count("errors") { $0.errors },
            count("throttles", dropRank: 4) { $0.throttles },
        ]
        var columns = names + (level == .call ? counts : attempts)
        columns += totalColumns() + latencyColumns(style)
        if withSparkline {
            let sparkline = Sparkline(over: rows.map(\.latencies))
            let column = TextTable.Column(title: "latencies", isNumeric: false, dropRank: 0)
            columns.append(
                Column(column: column) { $0.group.isEmpty ? "" : sparkline.text($0.latencies) })
        }
        return columns
    }

    private func nameColumns(_ style: TextStyle) -> [Column] {
        if dimensions == [.service, .api] {
            let column = TextTable.Column(title: "operation", isNumeric: false)
            return [
                Column(column: column) { row in
                    row.group.isEmpty ? "total" : row.group.map { $0 ?? "" }.joined(separator: ".")
                }
            ]
        }
        return dimensions.enumerated().map { index, dimension in
            let column = TextTable.Column(title: dimension.rawValue, isNumeric: false)
            return Column(column: column) { row in
                row.group.isEmpty ? (index == 0 ? "total" : "") : row.group[index]
            }
        }
    }

    private func count(
        _ title: String, dropRank: Int? = nil, _ value: @escaping (StatisticsRow) -> Int?
    ) -> Column {
        Column(column: TextTable.Column(title: title, dropRank: dropRank)) {
            value($0).map { Figures.count($0) }
        }
    }

    private func totalColumns() -> [Column] {
        let unit = Figures.TotalUnit(for: (rows + [total]).map(\.totalLatency))
        let all = Double(total.latencies.total)
        return [
            Column(column: TextTable.Column(title: "total \(unit.rawValue)")) {
                $0.totalLatency.map(unit.text)
            },
            Column(column: TextTable.Column(title: "share", dropRank: 1)) { row in
                row.totalLatency.map { latency in
                    let share = all == 0 ? 0 : Double(latency) * 100 / all
                    return Figures.decimal(share, places: 1) + "%"
                }
            },
        ]
    }

    private func latencyColumns(_ style: TextStyle) -> [Column] {
        let percentileColumns = percentiles.map { percentile in
            // The outer ones say most: p50 and p95 stay longest.
            let dropRank = ["90": 2, "99": 3][percentile.digits]
            return latency(percentile.name, dropRank: dropRank, style) {
                $0.latencies.latencies(at: [percentile])[0]
            } mark: {
                $0.latencies.count < percentile.supportingCount
            }
        }
        return percentileColumns + [latency("max", dropRank: nil, style) { $0.latencies.maximum }]
    }

    private func latency(
        _ name: String, dropRank: Int?, _ style: TextStyle,
        _ value: @escaping (StatisticsRow) -> Int?,
        mark isMarked: @escaping (StatisticsRow) -> Bool = { _ in false }
    ) -> Column {
        let column = TextTable.Column(title: "\(name) ms", dropRank: dropRank)
        return Column(column: column) { row in
            value(row).map { Figures.count($0) + (isMarked(row) ? style.fewCallsMark : "") }
        }
    }

    private var hasUnsupportedPercentiles: Bool {
        (rows + [total]).contains { row in
            row.latencies.count > 0
                && percentiles.contains { row.latencies.count < $0.supportingCount }
        }
    }
}
