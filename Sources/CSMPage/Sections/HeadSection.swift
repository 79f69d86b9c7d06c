import CSMAnalysis
import CSMReport

/// What ran, what it came to, and what to look at first.
struct HeadSection {
    /// Sessions beyond these are counted.
    private static let mostSessions = 40

    let title: String
    let statistics: LatencyReport
    /// Where the figures come from, if not from recordings.
    let answer: FleetAnswer?
    let look: FirstLook

    var html: HTML {
        var html: HTML = ""
        if let answer {
            html += "<p id=\"source\">\(answer.heading(PageStyle.text)). \(answer.cost)</p>\n"
        }
        for session in statistics.sessions.prefix(Self.mostSessions) { html += line(session) }
        let more = statistics.sessions.count - Self.mostSessions
        if more > 0 { html += "<p>\(Figures.counted(more, "more session")).</p>\n" }
        html += "<p class=\"figures\">\(figures)</p>\n"
        let time = statistics.time.sentences(PageStyle.text)
        if !time.isEmpty { html += "<p id=\"time-use\">\(time.joined(separator: " "))</p>\n" }
        let kind: HTML = statistics.completeness.isComplete ? "quiet" : "notable"
        html += """
            <p id="completeness" class="\(kind)">\(statistics.completeness.sentence)</p>

            """
        return html
    }

    private func line(_ session: SessionOverview) -> HTML {
        let started = PageStyle.text.zonedTime(microseconds: session.startedAt)
        var facts: [HTML] = ["<time datetime=\"\(session.startedText)\">\(started)</time>"]
        if let duration = session.duration {
            facts.append("\(Figures.duration(milliseconds: duration))")
        }
        if !session.outcome.isEmpty {
            let isBad = session.outcome != "exit 0"
            facts.append(isBad ? "<span class=\"bad\">\(session.outcome)</span>" : "exit 0")
        }
        if !session.host.isEmpty { facts.append("on \(session.host)") }
        facts += session.tags.map { "\($0.name)=\($0.value)" }
        let who = session.name.map { "session \($0), \(session.id)" } ?? "session \(session.id)"
        // The title may say it already.
        let command: HTML =
            session.commandLine == title
            ? "" : "<code>\(PageStyle.name(session.commandLine))</code>"
        return """
            <p class="ran">\(command)
            <span class="facts">\(facts.joined(" · ")) · \(PageStyle.name(who))</span></p>

            """
    }

    /// The figures that the summary of `run` has.
    private var figures: HTML {
        let total = statistics.total
        func part(_ text: String, isBad: Bool = false, isNotable: Bool = false) -> HTML {
            isBad
                ? "<span class=\"bad\">\(text)</span>"
                : isNotable ? "<span class=\"notable\">\(text)</span>" : "\(text)"
        }
        let retries = total.retries ?? 0
        var parts: [HTML] = [
            part(Figures.counted(total.calls ?? 0, "call")),
            part(Figures.counted(statistics.rowCount, "operation")),
            part(Figures.counted(total.errors, "error"), isBad: total.errors > 0),
            part(Figures.counted(retries, "retry", "retries"), isNotable: retries > 0),
            part(Figures.counted(total.throttles, "throttle"), isNotable: total.throttles > 0),
        ]
        if let time = total.totalLatency {
            parts.append("\(Figures.duration(milliseconds: time)) in calls")
        }
        let latencies = total.latencies.latencies(at: statistics.percentiles)
        for (percentile, latency) in zip(statistics.percentiles, latencies) {
            guard let latency, ["50", "95"].contains(percentile.digits) else { continue }
            parts.append("\(percentile.name) \(Figures.count(latency)) ms")
        }
        if let most = total.latencies.maximum { parts.append("max \(Figures.count(most)) ms") }
        return parts.joined(" · ")
    }

    /// The sentences, each a link to what it is about; nothing where there are none.
    var firstLook: HTML {
        let sentences = look.sentences
        guard !sentences.isEmpty else { return "" }
        let items = sentences.map { sentence -> HTML in
            "<li><a href=\"#\(sentence.place)\">\(sentence.text)</a></li>\n"
        }
        return "<ul class=\"look\">\n\(items.joined())</ul>\n"
    }
}
