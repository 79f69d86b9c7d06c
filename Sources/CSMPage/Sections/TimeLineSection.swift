import CSMAnalysis
import CSMEvents
import CSMReport

/// A session on its time line: the folded waterfall as a table, and latency over time.
///
/// The script draws all calls above the first session's.
struct TimeLineSection {
    let session: PageSession
    /// Among those with a time line.
    let number: Int
    /// Whether the page has several.
    let isOneOfSeveral: Bool

    var html: HTML {
        var html: HTML = "<div class=\"session\" id=\"time-line-\(number)\">\n"
        if isOneOfSeveral {
            html += "<h3>\(PageStyle.name(session.overview.title))</h3>\n"
        }
        guard session.calls > 0 else { return html + "<p>No calls.</p>\n</div>\n" }
        // One session needs no heading of its own.
        let level: HTML = isOneOfSeveral ? "h4" : "h3"
        html += "<p>\(facts)</p>\n"
        html += "<\(level)>Calls</\(level)>\n<p class=\"quiet\">\(selection)</p>\n\(waterfall.html)"
        if !session.overTime.isEmpty {
            let length = Figures.duration(milliseconds: session.overTime.length)
            html += """
                <\(level)>Latency over time</\(level)>
                <p class="quiet">All calls, by when they started, in stretches of \(length), in ms \
                on a logarithmic scale: \
                <span class="key p50">p50</span> <span class="key p95">p95</span> \
                <span class="key most">slowest</span></p>
                <div class="box" role="region" tabindex="0" aria-label="Latency over time, drawn\(suffix)">
                \(LatencyChart(session.overTime).svg)</div>
                <details><summary>In figures</summary>
                \(session.overTime.table("over-time-\(number)", suffix).html)</details>

                """
        }
        return html + "</div>\n"
    }

    /// Tells the regions of several sessions apart.
    private var suffix: String { isOneOfSeveral ? ", \(number + 1)" : "" }

    private var facts: String {
        let length = Int(session.window.end - session.window.start)
        var text =
            "\(Figures.counted(session.calls, "call")) in "
            + "\(Figures.duration(milliseconds: length)), at most \(Figures.count(session.mostInFlight)) in flight at a time."
        if session.line.isCallsOwn {
            text +=
                " Starts count from the first call: these calls carry times outside the recording "
                + "(a replay?)."
        }
        if session.columns.count < session.calls {
            text +=
                " There are too many to draw all: the drawing and the data in this page have "
                + "\(Figures.count(session.columns.count)) of them, first of all those that failed, "
                + "were retried or took longest."
        }
        return text
    }

    private var selection: String {
        let folded = "Quick calls of one operation in a row share a line."
        let (shown, all) = (session.lines.count, session.lineCount)
        guard shown < all else { return folded }
        return
            "\(Figures.count(shown)) of \(Figures.count(all)) lines: those that took longest, and "
            + "failures. \(folded)"
    }

    private var waterfall: PageTable {
        PageTable(
            id: "waterfall-\(number)", caption: "Calls on the time line" + suffix,
            columns: titles, rows: session.lines.map(row), kind: "line")
    }

    private var titles: [PageTable.Column] {
        session.titles.enumerated().map { place, title in
            // Of start, operation, latency, attempts, outcome and, perhaps, resource.
            PageTable.Column(title: title, isNumeric: [0, 2, 3].contains(place))
        } + [PageTable.Column(title: scale, isNumeric: false, isSortable: false)]
    }

    private var scale: String {
        let ends = [session.window.start, session.window.end].map {
            Figures.decimal(Double($0 - session.line.interval.start) / 1_000, places: 3)
        }
        return "\(ends[0]) to \(ends[1]) s"
    }

    private func row(_ line: WaterfallLine) -> PageTable.Row {
        var cells = line.cells.dropFirst().map { cell in
            PageTable.Cell("\(PageStyle.name(cell.text))", tone: cell.tone)
        }
        cells[1].value = line.latency.map(String.init)
        cells.append(PageTable.Cell(bar(line)))
        let operation = line.operation.map { String($0) } ?? "-1"
        let sets = line.markSets.map { String($0) }.joined(separator: " ")
        return PageTable.Row(
            head: "\(line.cells[0].text)", cells: cells,
            id: "call-\(number)-\(line.sequence)",
            attributes: """
                 data-of="\(operation)" data-sets="\(sets)"\(line.isError ? " data-error" : "")
                """)
    }

    private func bar(_ line: WaterfallLine) -> HTML {
        guard let bar = line.bar else { return "" }
        let start = min(999, max(0, bar.start * 1_000))
        let width = max(3, min(1_000, bar.end * 1_000) - start)
        let (x, length) = (PageStyle.coordinate(start), PageStyle.coordinate(width))
        let kind: HTML = line.isError ? "failed" : line.isRepeated ? "repeated" : "call"
        return """
            <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">\
            <rect class="\(kind)" x="\(x)" width="\(length)" y="1" height="8"/></svg>
            """
    }
}

extension SessionOverview {
    /// Its name or id, and its command.
    var title: String { (name ?? id) + ": " + commandLine }
}
