import CSMAnalysis
import CSMEvents

extension WaterfallReport {
    /// A row as it is shown, but for its bar.
    struct Line {
        var cells: [TableCell]
        var events: [TimedEvent]
        var fill: Character = "█"
        /// Of the bar.
        var tone = TableCell.Tone.plain
        var note: String?
    }

    /// The columns before the bars; none is ever dropped, so their titles are short where there
    /// is little room.
    func columns(_ style: TextStyle) -> [TextTable.Column] {
        let isNarrow = style.width < Self.ampleWidth
        let resource = TextTable.Column(title: "resource", isNumeric: false)
        return [
            TextTable.Column(title: "start s"),
            TextTable.Column(title: "operation", isNumeric: false, cut: .service),
            TextTable.Column(title: isNarrow ? "ms" : "latency ms"),
            TextTable.Column(title: isNarrow ? "att." : "attempts"),
            TextTable.Column(title: "outcome", isNumeric: false),
        ] + (showsResources(style) ? [resource] : [])
    }

    private static let ampleWidth = 120

    /// In less room the bars are worth more.
    private func showsResources(_ style: TextStyle) -> Bool {
        hasResources && (style.isWide || style.width >= Self.ampleWidth)
    }

    public func text(_ style: TextStyle) -> String {
        let heading = waterfall.session.headline(style) + "\n\n"
        let footing = footing(style).map { DisplayText.wrapped($0, to: style.width) + "\n" }
        let lines = lines(style)
        guard !lines.isEmpty else {
            let nothing = NothingToShow.sentence(
                "calls", selectsResources: waterfall.selectsResources)
            return heading + nothing + "\n\n" + footing.joined()
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
        let tone: TableCell.Tone = labels.isError ? .bad : .plain
        let attempts = event.attemptCount.map { Int($0) }
        return Line(
            cells: [
                TableCell(start(event, style)), TableCell(name),
                TableCell(event.latency.map { Figures.count(Int($0)) } ?? style.missing),
                TableCell(
                    attempts.map { Figures.count($0) }
                        ?? (labels.level == .call ? style.missing : ""),
                    attempts ?? 1 > 1 ? .notable : attempts == 1 ? .quiet : .plain),
                TableCell(event.outcome(labels, style), tone),
            ] + (showsResources(style) ? [resource(labels, style)] : []), events: [event],
            tone: tone)
    }

    private func line(attempt: Int, _ name: String, _ style: TextStyle) -> Line {
        var line = line(trace.attempts[attempt], name, style)
        line.fill = "▒"
        // Of what failed that much is seen.
        for place in line.cells.indices where line.cells[place].tone == .plain {
            line.cells[place].tone = .quiet
        }
        if line.tone == .plain { line.tone = .quiet }
        return line
    }

    private func repeated(_ events: [TimedEvent], _ style: TextStyle) -> Line {
        var line = line(events[0], operation(events[0]), style)
        let latencies = events.compactMap { $0.latency.map { Int($0) } }
        let (least, most) = (latencies.min() ?? 0, latencies.max() ?? 0)
        // In front, where a long name's end is not cut off with it.
        line.cells[1].text =
            "\(style.hasUnicode ? "×" : "x")\(Figures.count(events.count)) \(line.cells[1].text)"
        let sum = Figures.count(latencies.reduce(0, +))
        line.cells[2].text = (style.hasUnicode ? "Σ " : "sum ") + sum
        let range =
            least == most ? Figures.count(least) : "\(Figures.count(least))-\(Figures.count(most))"
        line.cells[4].text += " (\(range) ms)"
        line.cells[3].text = ""
        let resources = Set(events.map { trace.labels[$0.labels].resource })
        if resources.count > 1, showsResources(style) {
            line.cells[5].text = "\(Figures.count(resources.count)) different"
        }
        line.events = events
        line.fill = "▓"
        return line
    }

    /// An attempt without one has that of its call, in the row above.
    private func resource(_ labels: EventLabels, _ style: TextStyle) -> TableCell {
        TableCell(labels.resource ?? (labels.level == .call ? style.missing : ""))
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

    // MARK: Bars

    /// An outcome is cut down to this before an operation is cut at all.
    private static func leastOutcome(_ style: TextStyle) -> Int { style.width < 100 ? 8 : 15 }

    /// A resource is cut down to this.
    private static let mostResource = 24

    /// The bars take all the room that is left, and a third of the width at least.
    private func table(_ lines: [Line], _ style: TextStyle) -> TextTable {
        var columns = columns(style)
        let cells = lines.map { line in
            line.cells.map { cell in
                var cell = cell
                cell.text = DisplayText.line(cell.text)
                return cell
            }
        }
        var widths = columns.indices.map { column in
            cells.reduce(TerminalWidth.of(columns[column].title)) { max($0, $1[column].width) }
        }
        let gaps = 2 * widths.count
        let third = style.width / 3
        if !style.isWide {
            if showsResources(style) {
                widths[5] = min(widths[5], Self.mostResource)
                columns[5].mostWidth = widths[5]
            }
            let room =
                style.width - third - gaps - widths[0] - widths[2] - widths[3]
                - (showsResources(style) ? widths[5] : 0)
            widths[4] = min(widths[4], max(Self.leastOutcome(style), room - widths[1]))
            widths[1] = min(widths[1], max(1, room - widths[4]))
            for column in [1, 4] { columns[column].mostWidth = widths[column] }
        }
        let bar = Bar(width: max(third, style.width - gaps - widths.reduce(0, +)), style)
        // Of a bar nothing may be cut, as nothing of a number.
        let barColumn = TextTable.Column(title: scale(bar.width))
        var table = TextTable(columns: columns + [barColumn])
        table.rows = zip(lines, cells).map { line, cells in
            cells + [TableCell(self.bar(line, bar).padded(to: bar.width), line.tone)]
        }
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
                "Starts count from the first call: these calls carry times outside the recording "
                    + "(a replay?)."
            )
        }
        let loose = waterfall.rows.contains { row in
            if case .looseAttempt = row { true } else { false }
        }
        if loose {
            sentences.append(
                "? marks attempts whose call is unknown: SDKs do not report it, and none or several "
                    + "calls match.")
        }
        return sentences + inARow + [completeness.sentence]
    }

    /// How many runs of equal calls are named.
    private static let mostRuns = 3

    /// Calls that one call might do for: what fetches one item after another.
    private var inARow: [String] {
        let runs = waterfall.rows.compactMap { row -> (calls: [TimedEvent], time: Int)? in
            guard case .repeated(let places) = row else { return nil }
            let calls = places.map { trace.calls[$0] }
            return (calls, calls.reduce(0) { $0 + Int($1.latency ?? 0) })
        }
        let worst = runs.sorted { ($0.time, $0.calls.count) > ($1.time, $1.calls.count) }
        return worst.prefix(Self.mostRuns).map { run in
            let time = Figures.duration(milliseconds: run.time)
            return "\(DisplayText.line(operation(run.calls[0]))) was called "
                + "\(Figures.count(run.calls.count)) times in a row, \(time) in total: "
                + "one call per item (N+1)?"
        }
    }
}
