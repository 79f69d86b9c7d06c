public import CSMAnalysis
import CSMEvents
public import CSMLive

/// Calls as they come, a line each.
public struct TailLines: Sendable {
    private let style: TextStyle
    /// Whether lines are JSON.
    private let isJSON: Bool
    /// How wide the names of operations were so far, so that what comes next stands below.
    private var nameWidth = Self.leastName
    private var outcomeWidth = Self.leastOutcome

    private static let leastName = 20
    private static let mostName = 40
    private static let leastOutcome = 3
    private static let mostOutcome = 24
    /// What a latency takes without a shift of what is behind it.
    private static let latencyWidth = 6

    /// Lines of text in that style, or JSON Lines.
    public init(_ style: TextStyle, isJSON: Bool) {
        self.style = style
        self.isJSON = isJSON
    }

    /// The line of a call or an attempt, without its newline; of text none is wider than the style
    /// asks for.
    public mutating func line(of live: LiveEvent) -> String {
        guard !isJSON else {
            let record = EventRecord(live.event, live.labels, offset: live.offset)
            return JSONValue.object(
                live.labels.level == .attempt ? record.attemptMembers : record.members
            ).line()
        }
        let text = text(of: live)
        return style.hasUnicode ? text : DisplayText.ascii(text)
    }

    /// What to say when a session is told: how many calls it had, and how many of them were `told`.
    public static func summary(
        of session: SessionOverview, calls: Int, errors: Int, told: Int
    ) -> String {
        let shown = told == calls ? "" : ", \(Figures.count(told)) shown"
        return "\(Figures.counted(calls, "call"))\(shown), \(Figures.counted(errors, "error")); "
            + "session \(session.id)"
    }

    /// `12:34:56.789  S3.GetObject     45 ms  ✗ 404 NoSuchKey  2 attempts  The specified key …`.
    private mutating func text(of live: LiveEvent) -> String {
        let (event, labels) = (live.event, live.labels)
        let isAttempt = labels.level == .attempt
        let tone: TableCell.Tone = labels.isError ? .bad : isAttempt ? .quiet : .plain
        var cells = [
            TableCell(style.timeOfDay(microseconds: live.arrival), .quiet),
            TableCell(name(labels, isAttempt), isAttempt ? .quiet : .plain),
            TableCell(latency(event), isAttempt ? .quiet : .plain),
            TableCell(outcome(event, labels), tone),
        ]
        if let attempts = event.attemptCount, attempts > 1 {
            cells.append(TableCell(Figures.counted(Int(attempts), "attempt"), .notable))
        }
        if let resource = labels.resource, !resource.isEmpty {
            cells.append(TableCell(DisplayText.line(resource)))
        }
        if labels.isError, let message = event.message, !message.isEmpty {
            cells.append(TableCell(DisplayText.line(message), .quiet))
        }
        return joined(cells)
    }

    private mutating func name(_ labels: EventLabels, _ isAttempt: Bool) -> String {
        let branch = isAttempt ? (style.hasUnicode ? "└ " : "- ") : ""
        let full = branch + DisplayText.line("\(labels.service).\(labels.api)")
        let most = style.isWide ? Int.max : min(Self.mostName, max(Self.leastName, style.width / 3))
        let name = NameShortening(preferred: .service, style: style).shortened([full], to: most)[0]
        nameWidth = max(nameWidth, min(Self.mostName, DisplayText.width(name)))
        return name.padded(to: nameWidth)
    }

    private func latency(_ event: TimedEvent) -> String {
        (event.latency.map { Figures.count(Int($0)) } ?? style.missing)
            .leftPadded(to: Self.latencyWidth) + " ms"
    }

    private mutating func outcome(_ event: TimedEvent, _ labels: EventLabels) -> String {
        let outcome = DisplayText.line(event.outcome(labels, style))
        outcomeWidth = max(outcomeWidth, min(Self.mostOutcome, DisplayText.width(outcome)))
        return outcome
    }

    /// The cells up to the width, the last one that fits cut.
    private func joined(_ cells: [TableCell]) -> String {
        let gap = 2
        var line = ""
        var used = 0
        for (place, cell) in cells.enumerated() {
            var cell = cell
            if !style.isWide {
                let room = style.width - used - (place == 0 ? 0 : gap)
                guard room > 0 else { return line }
                cell.text = DisplayText.cut(cell.text, to: room, style)
            }
            let isLast = place == cells.count - 1
            // Blanks at the end of a line are not written, nor painted.
            let bare = isLast ? cell.text.trimmedAtEnd : cell.text
            line += (place == 0 ? "" : "  ") + style.painted(bare, cell.tone)
            used += (place == 0 ? 0 : gap) + cell.width
            if place == 3, !isLast {
                let padding = max(0, outcomeWidth - cell.width)
                line += String(repeating: " ", count: padding)
                used += padding
            }
        }
        return line
    }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
