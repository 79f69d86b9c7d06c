package import CSMAnalysis

extension CompareReport: Report {
    public func text(_ style: TextStyle) -> String {
        let table = comparison.rows.isEmpty ? "" : table(style).render(style)
        let nothing = level == .call ? "No calls to compare." : "No attempts to compare."
        let lines = (comparison.rows.isEmpty ? [nothing] : hiddenRows) + sentences
        return table + lines.map { paragraph($0, style) }.joined()
    }

    /// A sentence in lines that fit: a name may be wider than a line.
    private func paragraph(_ sentence: String, _ style: TextStyle) -> String {
        let lines = DisplayText.wrapped(DisplayText.line(sentence), to: style.width)
            .split(separator: "\n")
        return lines.map { line in
            let text = String(line)
            return (style.isWide ? text : DisplayText.cut(text, to: style.width, style)) + "\n"
        }.joined()
    }

    public func markdown() -> String {
        let style = TextStyle.page
        let columns = columns(shown + [comparison.total], style)
        let rows = (shown + [comparison.total]).indices.map { index in
            columns.map { column in
                switch column.cells {
                case .names(let cells): Markdown.breakable(cells[index].text)
                case .changes(let changes): Markdown.escaped(changes[index].text)
                }
            }
        }
        let table = Markdown.table(columns.map { ($0.column.title, false) }, rows)
        let lines = (hiddenRows + sentences).map { Markdown.escaped($0) + "\n" }
        return table + "\n" + lines.joined(separator: "\n")
    }

    private struct Column {
        enum Cells {
            case names([TableCell])
            case changes([ChangeText])
        }

        let column: TextTable.Column
        let cells: Cells
    }

    /// The order in which columns go that there is no room for; those named last stay longest.
    private enum Drop: Int {
        case zeros, second, retries, throttles, errors, latency, calls
    }

    /// Only what happened anywhere has a column.
    private func columns(_ rows: [ComparisonRow], _ style: TextStyle) -> [Column] {
        func text(
            _ title: String, _ cells: [TableCell], _ shortWidth: Int, _ cut: NameShortening.Cut
        )
            -> Column
        {
            Column(
                column: TextTable.Column(
                    title: title, isNumeric: false, shortWidth: shortWidth, cut: cut),
                cells: .names(cells))
        }
        func changes(_ title: String, _ drop: Drop, _ change: (ComparisonRow) -> ChangeText)
            -> Column
        {
            Column(
                column: TextTable.Column(
                    title: title, isNumeric: false, dropRank: drop.rawValue, isWhole: true),
                cells: .changes(rows.map(change)))
        }
        func count(
            _ title: String, _ drop: Drop,
            _ value: @escaping (ComparisonRow) -> CountChange
        ) -> Column? {
            let happened = rows.contains {
                value($0).baseRange.upperBound > 0 || value($0).newRange.upperBound > 0
            }
            guard happened else { return nil }
            return changes(title, drop) {
                ChangeText(value($0), isCalls: false, in: self, style)
            }
        }
        let names = rows.map { TableCell(DisplayText.line(name($0))) }
        let title =
            isByOperation
            ? "operation"
            : comparison.query.statistics.dimensions.map(\.rawValue).joined(separator: " ")
        let verdicts = rows.map { TableCell(verdict($0), tone($0)) }
        let calls = changes(level == .call ? "calls a run" : "attempts a run", .calls) {
            ChangeText($0.counts, isCalls: true, in: self, style)
        }
        let errors =
            count("errors", .errors) { $0.errors }
            ?? changes("errors", .zeros) { ChangeText($0.errors, isCalls: false, in: self, style) }
        let others = [
            comparison.total.retries == nil
                ? nil
                : count("retries", .retries) {
                    $0.retries ?? CountChange(base: [], new: [])
                }, count("throttles", .throttles) { $0.throttles },
        ]
        let latencies = comparison.total.latencies.indices.map { place in
            changes(
                "\(comparison.total.latencies[place].metric.name) ms",
                place == 0 ? .latency : .second
            ) { row in
                ChangeText(
                    row.latencies[place].change,
                    isDecided: place == 0 && row.verdicts.contains(where: \.isOfLatency),
                    in: self, style)
            }
        }
        return [
            text(title, names, max(20, min(style.width, 1_000) / 4), .service), calls, errors,
        ]
            + others.compactMap { $0 } + latencies + [text("verdict", verdicts, 14, .end)]
    }

    /// Titles, and for each row and the total, last, a cell for each of them: text, and whether it
    /// is good or bad news.
    package func cells(
        of rows: [ComparisonRow], _ style: TextStyle
    ) -> (titles: [String], rows: [[TableCell]]) {
        let all = rows + [comparison.total]
        let columns = columns(all, style)
        let cells = all.indices.map { index in
            columns.map { column in
                switch column.cells {
                case .names(let cells): cells[index]
                case .changes(let changes): TableCell(changes[index].text, changes[index].tone)
                }
            }
        }
        return (columns.map(\.column.title), cells)
    }

    private func table(_ style: TextStyle) -> TextTable {
        let rows = shown
        let columns = columns(rows + [comparison.total], style)
        var table = TextTable(columns: columns.map(\.column))
        let cells = columns.map { column in
            switch column.cells {
            case .names(let cells): cells
            case .changes(let changes): changes.cells
            }
        }
        table.rows = rows.indices.map { index in cells.map { $0[index] } }
        table.total = cells.map { $0[rows.count] }
        return table
    }

    private func tone(_ row: ComparisonRow) -> TableCell.Tone {
        if row.verdicts.contains(where: \.isWorse) { return .bad }
        if row.verdicts.contains(where: { $0 == .new || $0 == .gone }) { return .notable }
        return row.verdicts.contains(where: \.isBetter) ? .good : .quiet
    }
}
