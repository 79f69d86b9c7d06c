public import CSMAnalysis
public import CSMLive

/// A live table with what stands around it, as the lines of a screen.
public struct TopScreen {
    private let sessions: [SessionOverview]
    private let frame: LiveFrame
    private let style: TextStyle
    /// What the user has asked for by keys; `nil` where there are no keys.
    private let controls: LiveControls?
    private let isOver: Bool

    /// Of `sessions`, none of which gets anything more if it `isOver`.
    public init(
        _ frame: LiveFrame, of sessions: [SessionOverview], isOver: Bool,
        _ controls: LiveControls?, _ style: TextStyle
    ) {
        self.frame = frame
        self.sessions = sessions
        self.isOver = isOver
        self.controls = controls
        self.style = style
    }

    /// How many parts the last minute is to have in that style, looked at every so many seconds.
    public static func minuteParts(_ style: TextStyle, interval: Double) -> Int {
        MinuteLine.parts(width: style.width, interval: interval)
    }

    /// All of it, to be printed.
    public var text: String {
        shown(head + [""] + body(rows: frame.rows.count) + notes(rows: frame.rows.count))
            .map { $0 + "\n" }.joined()
    }

    /// Exactly as many lines as the screen has, none wider than it.
    public func lines(height: Int) -> [String] {
        let foot = [footer]
        if controls?.showsHelp ?? false {
            return fitted(head + [""] + Self.help.map(cut), foot, height)
        }
        var rows = min(frame.rows.count, height)
        while true {
            let lines = head + [""] + body(rows: rows) + notes(rows: rows)
            let excess = lines.count + foot.count - height
            if excess <= 0 || rows == 0 { return fitted(lines, foot, height) }
            rows = max(0, rows - excess)
        }
    }

    /// What does not fit in height goes from below, but for the footer.
    private func fitted(_ lines: [String], _ foot: [String], _ height: Int) -> [String] {
        let room = max(0, height - foot.count)
        let blanks = Array(repeating: "", count: max(0, room - lines.count))
        return shown(Array((lines.prefix(room) + blanks + foot).prefix(max(0, height))))
    }

    private func shown(_ lines: [String]) -> [String] {
        style.hasUnicode ? lines : lines.map(DisplayText.ascii)
    }

    // MARK: Head

    private var head: [String] {
        var lines: [String]
        switch sessions.count {
        case 0: lines = ["Waiting for a session to begin."]
        case 1: lines = sessions[0].headline(style).split(separator: "\n").map(String.init)
        default: lines = [cut(severalSessions)]
        }
        lines.append(cut(sums))
        if let losses { lines.append(style.red(cut(losses))) }
        return lines
    }

    private var severalSessions: String {
        let recording = sessions.count { $0.state == "recording" }
        let states =
            switch recording {
            case 0: "all have ended"
            case sessions.count: "all recording"
            default: "\(recording) recording"
            }
        let names = sessions.map { DisplayText.line($0.name ?? String($0.id.prefix(8))) }
        return "\(sessions.count) sessions added up, \(states): " + names.joined(separator: ", ")
    }

    /// How far it is, in a sentence; whether there is anything to come is said last.
    private var sums: String {
        let all = frame.total.sinceStart
        var parts = [
            Figures.counted(all.calls, "call"), Figures.counted(all.errors, "error"),
            Figures.counted(all.throttles, "throttle"),
        ]
        if let open = frame.total.inFlight, open > 0 { parts.append("\(open) in flight") }
        var sentence = parts.joined(separator: ", ")
        if !sessions.isEmpty {
            sentence += " in \(Figures.duration(milliseconds: Int(elapsed / 1_000)))"
        }
        if !sessions.isEmpty, isOver {
            let whose = sessions.count == 1 ? "the session has" : "all sessions have"
            sentence += "; \(whose) ended"
        }
        if controls?.isPaused ?? false { sentence += "; PAUSED" }
        return sentence
    }

    /// Since the first session's beginning, to the last one's end if there is one; microseconds.
    private var elapsed: Int64 {
        guard isOver, let begin = sessions.map(\.startedAt).min(),
            let end = sessions.map({ $0.endedAt ?? $0.startedAt + $0.lastArrival }).max()
        else { return frame.elapsed }
        return end - begin
    }

    private var losses: String? {
        var dropped = 0
        for session in sessions {
            dropped += session.completeness.droppedByRecorder
            dropped += session.completeness.droppedByKernel ?? 0
        }
        return dropped == 0
            ? nil : "\(Figures.counted(dropped, "datagram")) dropped: the counts are too low"
    }

    // MARK: Table

    private func body(rows: Int) -> [String] {
        guard frame.operationCount > 0 else { return ["No calls yet."] }
        guard frame.rowCount > 0 else { return ["No operation matches."] }
        let top = TopTable(frame: frame, style: style)
        var table = top.table
        table.rows = Array(table.rows.prefix(rows))
        if controls != nil { table.advice = "make the terminal wider, or press w" }
        return table.render(style).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }

    private func notes(rows: Int) -> [String] {
        let hidden = frame.rowCount - rows
        guard hidden > 0, frame.operationCount > 0 else { return [] }
        let advice = controls == nil ? "" : "; to find one: /"
        return [
            style.dim(
                cut(
                    "\(Figures.counted(hidden, "more operation")) not shown; the total counts all"
                        + advice))
        ]
    }

    // MARK: Foot

    private var footer: String {
        guard let controls else { return "" }
        if let typing = controls.typing {
            // The end of what is typed is what is looked at.
            let text = "filter: " + DisplayText.line(typing)
            return DisplayText.tail(text, to: style.width - 1, style) + "_"
        }
        let query = controls.query
        let keys = [
            "q quit", "? help", "s sort: \(Self.name(query.order))",
            "w \(frame.query.focus == .window ? "now" : "start")",
            controls.isPaused ? "p go on" : "p pause", "e \(query.errorsOnly ? "all" : "errors")",
            // It may be long, and is the first to be cut.
            controls.filter.isEmpty ? "/ filter" : "/ filter: \(DisplayText.line(controls.filter))",
        ]
        return style.dim(cut(keys.joined(separator: "  ")))
    }

    private static func name(_ order: LiveQuery.Order) -> String {
        order == .total ? "time" : order.rawValue
    }

    private func cut(_ line: String) -> String { DisplayText.cut(line, to: style.width, style) }

    private static let help = [
        "  q, Ctrl-C   quit",
        "  s           sort by time, calls, errors, p95, name",
        "  w           figures of the last seconds first, or those since the start",
        "  p, space    pause, go on",
        "  e           only operations with errors, all of them",
        "  /           filter: a part of a name or a pattern such as S3.*, then Enter",
        "  Esc         no filter",
        "  ?           this help, or the table again",
        "",
        "In flight: attempts seen whose call has not ended; only retries and the like.",
        "Errors, throttles and latencies are those of \"csm-record stats\".",
    ]
}
