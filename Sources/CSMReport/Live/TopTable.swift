import CSMAnalysis
import CSMLive

/// The table of live figures.
struct TopTable {
    let frame: LiveFrame
    let style: TextStyle

    /// The columns of the time that is looked at first; the more important, the later they go.
    private enum Drop: Int {
        case throttles, median, maximum, errors, p95, calls
    }

    /// Titles are short where there is little room.
    private var isNarrow: Bool { style.width < 120 }

    private enum Time {
        case window, sinceStart
    }

    /// A column with what stands in it for a row.
    private struct Column {
        let column: TextTable.Column
        let cell: (LiveFrame.Row) -> TableCell?
    }

    var table: TextTable {
        let columns =
            [name] + figures(.window) + [inFlight] + figures(.sinceStart)
            + (style.hasUnicode ? [lastMinute] : [])
        func cells(_ row: LiveFrame.Row) -> [TableCell] {
            columns.map { column in
                var cell = column.cell(row) ?? TableCell(style.missing, .quiet)
                cell.text = DisplayText.line(cell.text)
                return cell
            }
        }
        var table = TextTable(columns: columns.map(\.column))
        table.rows = frame.rows.map(cells)
        table.total = cells(frame.total)
        return table
    }

    private var name: Column {
        let room = max(20, style.width / 4)
        return Column(
            column: TextTable.Column(
                title: "operation", isNumeric: false, shortWidth: room, cut: .service)
        ) { row in
            row.operation.map { TableCell("\($0.service).\($0.api)") } ?? TableCell("total")
        }
    }

    /// Between the figures of the time looked at first and those of the other.
    private static let otherDrop = 20
    private static let inFlightDrop = 12
    private static let lastMinuteDrop = 11

    private func figures(_ time: Time) -> [Column] {
        let isFirst = (time == .window) == (frame.query.focus == .window)
        func figures(_ row: LiveFrame.Row) -> LiveFrame.Figures {
            time == .window ? row.window : row.sinceStart
        }
        let group = time == .window ? windowTitle : "since start"
        func column(
            _ title: String, _ drop: Drop, _ cell: @escaping (LiveFrame.Figures) -> TableCell?
        ) -> Column {
            var column = TextTable.Column(
                title: title, group: group,
                dropRank: drop.rawValue + (isFirst ? Self.otherDrop : 0))
            // The group's title has room over the last column that is left of it.
            if drop == .calls { column.leastWidth = group.count }
            return Column(column: column) { cell(figures($0)) }
        }
        func count(_ value: Int, _ tone: TableCell.Tone) -> TableCell {
            TableCell(Figures.count(value), value == 0 ? .quiet : tone)
        }
        func latency(_ title: String, _ drop: Drop, _ percentile: Percentile?) -> Column {
            column(title, drop) { figures in
                guard let percentile else {
                    return figures.latencies.maximum.map { TableCell(Figures.count($0)) }
                }
                let isMarked = figures.latencies.count < percentile.supportingCount
                return figures.latencies.latencies(at: [percentile])[0].map {
                    TableCell(Figures.count($0), remark: isMarked ? style.fewCallsMark : "")
                }
            }
        }
        let calls =
            time == .window
            ? column("calls/s", .calls) { TableCell(rate(of: $0)) }
            : column("calls", .calls) { TableCell(Figures.count($0.calls)) }
        return [
            calls, column(isNarrow ? "err" : "errors", .errors) { count($0.errors, .bad) },
            column(isNarrow ? "thr" : "throttles", .throttles) { count($0.throttles, .notable) },
            latency(isNarrow ? "p50" : "p50 ms", .median, Percentile("50")),
            latency(isNarrow ? "p95" : "p95 ms", .p95, Percentile("95")),
            latency("max ms", .maximum, nil),
        ]
    }

    private func rate(of figures: LiveFrame.Figures) -> String {
        let rate = Double(figures.calls) / (Double(frame.window) / 1e6)
        return rate < 1_000 ? Figures.decimal(rate, places: 1) : Figures.count(Int(rate))
    }

    /// `last 10 s`, or less where less is known.
    var windowTitle: String {
        let seconds = Double(frame.window) / 1e6
        let isWhole = abs(seconds - seconds.rounded()) < 0.05
        return "last \(Figures.decimal(seconds, places: isWhole ? 0 : 1)) s"
    }

    private var inFlight: Column {
        Column(
            column: TextTable.Column(title: "in flight", dropRank: Self.inFlightDrop)
        ) { row in
            row.inFlight.map { TableCell(Figures.count($0), $0 == 0 ? .quiet : .plain) }
        }
    }

    private var lastMinute: Column {
        var column = TextTable.Column(
            title: "last minute", isNumeric: false, dropRank: Self.lastMinuteDrop)
        column.isWhole = true
        return Column(column: column) { row in TableCell(MinuteLine.text(row.lastMinute)) }
    }
}
