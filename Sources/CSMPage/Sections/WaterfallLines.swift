import CSMAnalysis
import CSMEvents
import CSMReport

/// A line of the folded waterfall, as `show` has it.
struct WaterfallLine {
    let cells: [TableCell]
    /// From 0 to 1, where its bar begins and ends; `nil` where it is not known.
    let bar: (start: Double, end: Double)?
    let isRepeated: Bool
    /// Its first call's sequence number.
    let sequence: Int64
    let operation: Int?
    /// Places of sets of marks, each once.
    let markSets: [Int]
    let isError: Bool
    /// Seconds from the time line's start, and milliseconds: what its cells show, unrounded.
    let offset: Int64
    let latency: Int?
}

/// Calls of one operation in a row, which one call might do for.
struct RepeatedRun {
    let operation: String
    let calls: Int
    /// Milliseconds.
    let time: Int
    /// The line's.
    let sequence: Int64
    let markSet: Int
}

/// The lines of a waterfall that a page has room for: those that took longest or failed.
struct WaterfallLines {
    let lines: [WaterfallLine]
    let titles: [String]
    let repeated: [RepeatedRun]

    init(
        of waterfall: Waterfall, _ report: WaterfallReport, _ marks: SessionMarks.Membership,
        most: Int, _ operations: OperationNumbers
    ) {
        let style = PageStyle.text
        titles = report.columns(style).map(\.title)
        let chosen = Self.chosen(waterfall, most: most)
        let length = Double(max(1, waterfall.window.end - waterfall.window.start))
        lines = chosen.compactMap { row in
            guard let line = report.lines(row, style).first, let first = line.events.first else {
                return nil
            }
            let labels = waterfall.trace.labels[first.labels]
            let places = Self.places(row)
            let placed = line.events.filter(report.hasPlace)
            let start = placed.map(\.interval.start).min()
            let end = placed.map(\.interval.end).max()
            var bar: (Double, Double)?
            if let start, let end {
                bar = (
                    Double(start - waterfall.window.start) / length,
                    Double(end - waterfall.window.start) / length
                )
            }
            let latencies = line.events.compactMap { $0.latency.map { Int($0) } }
            return WaterfallLine(
                cells: line.cells, bar: bar, isRepeated: places.count > 1,
                sequence: first.sequence, operation: operations.row(labels.service, labels.api),
                markSets: Set(places.map { marks.setOf[$0] }).sorted(), isError: labels.isError,
                offset: waterfall.offset(first),
                latency: latencies.isEmpty ? nil : latencies.reduce(0, +))
        }
        repeated = Self.repeated(waterfall, report, marks)
    }

    private static func places(_ row: Waterfall.Row) -> [Int] {
        switch row {
        case .call(let call, _): [call]
        case .repeated(let calls): calls
        case .looseAttempt: []
        }
    }

    private static func chosen(_ waterfall: Waterfall, most: Int) -> [Waterfall.Row] {
        let rows = waterfall.rows
        guard rows.count > most else { return rows }
        let weights = rows.map { row -> (Bool, Int) in
            let calls = waterfall.calls(of: row)
            return (
                calls.contains { waterfall.trace.labels[$0.labels].isError },
                calls.reduce(0) { $0 + Int($1.latency ?? 0) }
            )
        }
        let places = rows.indices.sorted { left, right in
            let (first, second) = (weights[left], weights[right])
            // Half of the room is for what did not fail.
            return first.1 == second.1 ? left < right : first.1 > second.1
        }
        let failed = places.filter { weights[$0].0 }.prefix(most / 2)
        let taken = Set(failed)
        let others = places.filter { !taken.contains($0) }.prefix(most - failed.count)
        return (failed + others).sorted().map { rows[$0] }
    }

    private static func repeated(
        _ waterfall: Waterfall, _ report: WaterfallReport, _ marks: SessionMarks.Membership
    ) -> [RepeatedRun] {
        waterfall.rows.compactMap { row -> RepeatedRun? in
            guard case .repeated(let places) = row else { return nil }
            let calls = places.map { waterfall.trace.calls[$0] }
            return RepeatedRun(
                operation: report.operation(calls[0]), calls: calls.count,
                time: calls.reduce(0) { $0 + Int($1.latency ?? 0) }, sequence: calls[0].sequence,
                markSet: marks.setOf[places[0]])
        }.sorted { ($0.time, $0.calls) > ($1.time, $1.calls) }
    }
}
