import CSMAnalysis
import CSMReport

/// What is put into the places of the skeleton.
struct PageContents {
    let title: String
    let statistics: LatencyReport
    let marks: LatencyReport?
    let comparison: CompareReport?
    let failures: FailureTally
    let answer: FleetAnswer?
    let sessions: [PageSession]
    let operations: OperationNumbers
    /// Of sessions, those beyond the limit as well.
    let timeLineCount: Int

    /// Nothing for a place that is not known.
    func html(_ place: String) -> HTML {
        switch place {
        case "head": head.html
        case "first-look": section("first-look", "What to look at first", head.firstLook)
        case "contents": contents
        case "sections": sections.map { section($0.id, $0.title, $0.html) }.joined()
        default: ""
        }
    }

    private var head: HeadSection {
        HeadSection(
            title: title, statistics: statistics, answer: answer,
            look: FirstLook(
                statistics: statistics, marks: marks, failures: failures, sessions: sessions,
                comparison: comparison?.comparison))
    }

    private var isEmpty: Bool { statistics.rows.isEmpty }

    private var sections: [(id: String, title: String, html: HTML)] {
        var sections: [(String, String, HTML)] = []
        if isEmpty {
            sections.append(("nothing", "No calls", nothing))
        } else {
            sections.append(("operations", "Operations", operationTable))
            if !sessions.isEmpty { sections.append(("time-line", "Time line", timeLines)) }
            if !sessions.isEmpty {
                sections.append(
                    (
                        "failures", "Errors and retries",
                        FailuresSection(
                            failures: failures, statistics: statistics, operations: operations
                        ).html
                    ))
            }
            if let marks { sections.append(("marks", "Marks", markTable(marks))) }
        }
        if let comparison {
            sections.append(
                (
                    "compare", "Compared with the base",
                    CompareSection(report: comparison, operations: operations).html
                ))
        }
        return sections
    }

    private func section(_ id: String, _ title: String, _ html: HTML) -> HTML {
        guard !html.isEmpty else { return "" }
        return """
            <section id="\(id)" aria-labelledby="\(id)-title">
            <h2 id="\(id)-title">\(title)</h2>
            \(html)</section>

            """
    }

    private var contents: HTML {
        sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>\n" as HTML }.joined()
    }

    // MARK: Sections

    private var operationTable: HTML {
        StatisticsTable(
            report: statistics, id: "operation-table", caption: "Latency per operation",
            subject: "op"
        ).table.html + note(statistics, "operation")
    }

    private func markTable(_ marks: LatencyReport) -> HTML {
        StatisticsTable(
            report: marks, id: "mark-table", caption: "Calls per mark", subject: "mark",
            name: { row in row.group == [nil] ? "(without a mark)" : nil }
        ).table.html + note(marks, "mark")
            + """
            <p class="quiet">A call counts for each mark that was open when it started; the total \
            counts it once.</p>

            """
    }

    private func note(_ report: LatencyReport, _ noun: String) -> HTML {
        let hidden = report.rowCount - report.rows.count
        let more: HTML =
            hidden > 0
            ? "<p>\(Figures.counted(hidden, "more " + noun)) not shown; the total counts all.</p>\n"
            : ""
        let mark = PageStyle.text.fewCallsMark
        let ticks = report.percentiles.map(\.name).joined(separator: ", ")
        return more + """
            <p class="quiet">\(mark) too few calls for that percentile. The latencies are on a \
            logarithmic scale that all rows share, with ticks at \(ticks).</p>

            """
    }

    private var timeLines: HTML {
        let all = sessions.enumerated().map { number, session in
            TimeLineSection(
                session: session, number: number, isOneOfSeveral: sessions.count > 1
            ).html
        }.joined()
        let more = timeLineCount - sessions.count
        let omitted: HTML =
            more > 0
            ? "<p>\(Figures.counted(more, "more session")): no time line shown.</p>\n" : ""
        return "<div id=\"canvas-place\"></div>\n" + all + omitted
    }

    private var nothing: HTML {
        guard let session = statistics.sessions.first,
            session.completeness.undecodable == 0, session.completeness.empty == 0
        else { return "<p>No calls to show.</p>\n" }
        let lines = NothingRecorded(
            command: session.command, completeness: session.completeness,
            listensForSpans: session.completeness.spansReceived > 0
                || session.completeness.requestsRefused > 0
        ).lines(width: 90)
        return "<pre class=\"box\" tabindex=\"0\">\(lines: lines)</pre>\n"
    }
}

extension HTML.StringInterpolation {
    /// Lines, each of which is text.
    fileprivate mutating func appendInterpolation(lines: [String]) {
        appendInterpolation(lines.map { "\($0)\n" as HTML }.joined())
    }
}
