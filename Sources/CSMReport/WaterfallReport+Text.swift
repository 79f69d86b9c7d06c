import CSMAnalysis
import CSMEvents

extension WaterfallReport {
    /// A row as it is shown, but for its bar.
    struct Line {
        var cells: [String]
        var events: [TimedEvent]
        var fill: Character = "█"
        var isError = false
        var isFaint = false
        var note: String?
    }

    /// The columns before the bars; none is ever dropped, so their titles are short where there
    /// is little room.
    static func columns(_ style: TextStyle) -> [TextTable.Column] {
        let isNarrow = style.width < 100
        return [
            TextTable.Column(title: "start s"),
            TextTable.Column(title: "operation", isNumeric: false),
            TextTable.Column(title: isNarrow ? "ms" : "latency ms"),
            TextTable.Column(title: isNarrow ? "att." : "attempts"),
            TextTable.Column(title: "outcome", isNumeric: false),
        ]
    }

    public func text(_ style: TextStyle) -> String {
        let heading = waterfall.session.headline(style) + "\n\n"
        let footing = footing(style).map { DisplayText.wrapped($0, to: style.width) + "\n" }
        let lines = lines(style)
        guard !lines.isEmpty else {
            return heading + "No calls to show.\n\n" + footing.joined()
        }
        return heading + table(lines, style).render(style) + "\n" + footing.joined()
    }

    // MARK: Rows

    func lines(_ style: TextStyle) -> [Line] { waterfall.rows.flatMap { lines($0, style) } }

    private func lines(_ row: Waterfall.Row, _ style: TextStyle) -> [Line] {
        switch row {
        case .call(let call, let attempts):
            let event = trace.calls[call]
            var line = line(event, operation(event), style)
            if showsMessages, let message = event.message { line.note = DisplayText.line(message) }
            let branch = style.hasUnicode ? "└" : "-"
            return [line]
                + attempts.enumerated().map { index, attempt in
                    self.line(attempt: attempt, " \(branch) attempt \(index + 1)", style)
                }
        case .repeated(let calls):
            return [repeated(calls.map { trace.calls[$0] }, style)]
        case .looseAttempt(let attempt):
            let name = "? attempt of " + operation(trace.attempts[attempt])
            return [line(attempt: attempt, name, style)]
        }
    }

    private func line(_ event: TimedEvent, _ name: String, _ style: TextStyle) -> Line {
        let labels = trace.labels[event.labels]
        return Line(
            cells: [
                start(event, style), name,
                event.latency.map { Figures.count(Int($0)) } ?? style.missing,
                event.attemptCount.map { Figures.count(Int($0)) }
                    ?? (labels.level == .call ? style.missing : ""),
                outcome(event, labels, style),
            ], events: [event], isError: labels.isError)
    }

    private func line(attempt: Int, _ name: String, _ style: TextStyle) -> Line {
        var line = line(trace.attempts[attempt], name, style)
        line.fill = "▒"
        line.isFaint = true
        return line
    }

    private func repeated(_ events: [TimedEvent], _ style: TextStyle) -> Line {
        var line = line(events[0], operation(events[0]), style)
        let latencies = events.compactMap(\.latency)
        let (least, most) = (latencies.min() ?? 0, latencies.max() ?? 0)
        // In front, where a long name's end is not cut off with it.
        line.cells[1] =
            "\(style.hasUnicode ? "×" : "x")\(Figures.count(events.count)) \(line.cells[1])"
        if least < most {
            line.cells[2] = "\(Figures.count(Int(least)))-\(Figures.count(Int(most)))"
        }
        line.cells[3] = ""
        line.events = events
        line.fill = "▓"
        return line
    }

    private func operation(_ event: TimedEvent) -> String {
        let labels = trace.labels[event.labels]
        return "\(labels.service).\(labels.api)"
    }

    /// Whether it is known where on the time line an event was: if that is the calls' own, the time
    /// of an arrival says nothing.
    private func hasPlace(_ event: TimedEvent) -> Bool {
        event.hasOwnStart || !waterfall.line.isCallsOwn
    }

    /// Seconds from the time line's start.
    private func start(_ event: TimedEvent, _ style: TextStyle) -> String {
        guard hasPlace(event) else { return style.missing }
        return Figures.decimal(Double(waterfall.offset(event)) / 1_000, places: 3)
    }

    /// `200`, `✗ 503 SlowDown`, `✗ never sent`.
    private func outcome(_ event: TimedEvent, _ labels: EventLabels, _ style: TextStyle) -> String {
        var parts = labels.isError ? [style.hasUnicode ? "✗" : "!"] : []
        if let status = labels.status { parts.append(String(status)) }
        // Some SDKs send the status as the exception, too.
        if let exception = labels.exception, !exception.isEmpty, parts.last != exception {
            parts.append(exception)
        }
        if labels.level == .call, event.attemptCount == 0, labels.status == nil {
            parts.append("never sent")
        }
        if parts == ["✗"] || parts == ["!"] { parts.append("failed") }
        return parts.isEmpty ? style.missing : parts.joined(separator: " ")
    }

    // MARK: Bars

    /// Names and outcomes are cut to these before bars get less room than they need.
    private static let roomyTextWidth = [1: 36, 4: 24]

    private func table(_ lines: [Line], _ style: TextStyle) -> TextTable {
        let columns = Self.columns(style)
        let cells = lines.map { $0.cells.map(DisplayText.line) }
        let widths = columns.indices.map { column in
            let natural = cells.map { DisplayText.width($0[column]) }.max() ?? 0
            let width = max(natural, DisplayText.width(columns[column].title))
            return min(width, Self.roomyTextWidth[column] ?? .max)
        }
        let room = style.width - widths.reduce(0, +) - 2 * widths.count
        let bar = Bar(width: min(100, max(16, room)), style)
        // Of a bar nothing may be cut, as nothing of a number.
        let barColumn = TextTable.Column(title: scale(bar.width))
        var table = TextTable(columns: columns + [barColumn])
        table.rows = zip(lines, cells).map { line, cells in
            cells + [self.bar(line, bar).padded(to: bar.width)]
        }
        table.alarming = Set(lines.indices.filter { lines[$0].isError })
        table.faint = Set(lines.indices.filter { lines[$0].isFaint })
        for (index, line) in lines.enumerated() { table.notes[index] = line.note }
        return table
    }

    private func bar(_ line: Line, _ bar: Bar) -> String {
        guard line.events.contains(where: hasPlace) else { return "" }
        let window = waterfall.window
        let length = Double(max(1, window.end - window.start))
        func place(_ time: Int64) -> Double { Double(time - window.start) / length }
        let start = line.events.map(\.interval.start).min() ?? 0
        let end = line.events.map(\.interval.end).max() ?? 0
        // A call's attempt may lie outside of the window that the call reaches into.
        guard start < window.end, max(end, start + 1) > window.start else { return "" }
        return bar.text(from: place(start), to: place(end), line.fill)
    }

    /// From where to where bars go.
    private func scale(_ width: Int) -> String {
        let origin = waterfall.line.interval.start
        let ends = [waterfall.window.start, waterfall.window.end].map {
            Figures.decimal(Double($0 - origin) / 1_000, places: 3)
        }
        let last = ends[1] + " s"
        return ends[0].padded(to: max(0, width - last.count)) + last
    }

    // MARK: What is to be known besides

    func footing(_ style: TextStyle) -> [String] {
        let completeness = waterfall.session.completeness
        var sentences = [
            "\(Figures.count(waterfall.shownCalls)) of \(Figures.counted(waterfall.session.calls, "call"))"
                + " shown."
        ]
        if waterfall.line.isCallsOwn {
            sentences.append(
                "Starts count from the first call's: the calls were not made while this was recorded."
            )
        }
        let loose = waterfall.rows.contains { row in
            if case .looseAttempt = row { true } else { false }
        }
        if loose {
            sentences.append(
                "? Nothing on the wire links an attempt to its call; where time, client, operation "
                    + "and count leave several or none, none is chosen.")
        }
        return sentences + [completeness.sentence]
    }
}
