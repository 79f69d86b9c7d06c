public import CSMAnalysis

/// What `run` and `listen` say when they are done, line by line.
public struct RunSummary: Sendable {
    /// What 80 columns have room for behind "csm-record: ".
    private static let width = 68

    private let figures: SessionFigures
    private let listensForSpans: Bool
    private var style: TextStyle

    /// For talk in that style, whatever its width; `listensForSpans` is `--otel`.
    public init(
        _ figures: SessionFigures, listensForSpans: Bool = false, _ style: TextStyle
    ) {
        self.figures = figures
        self.listensForSpans = listensForSpans
        self.style = style
        self.style.width = Self.width
    }

    /// Lines that are fit to be shown as they are.
    public var lines: [String] {
        guard !isNothing else {
            return nothingReceived.map(DisplayText.line) + [sessionLine]
        }
        let completeness = session.completeness.text(style).split(separator: "\n").map(String.init)
        return overview + slowest + completeness + noSpans + [
            style.dim(sessionLine),
            style.dim("next: csm-record stats, csm-record show"),
        ]
    }

    /// One run of several: `round 2 of 5: 25 calls, 0 errors, 1.2 s`; where the first one received
    /// nothing, why that may be.
    public func lines(round: Int, of count: Int) -> [String] {
        let head = "round \(round) of \(count): "
        guard !isNothing else {
            return [head + "no call was received"]
                + (round == 1 ? nothingReceived.dropFirst().map(DisplayText.line) : [])
        }
        let isBad = figures.errors * 100 > figures.calls
        let errors = Figures.counted(figures.errors, "error")
        return [
            head + Figures.counted(figures.calls, "call") + ", "
                + style.painted(errors, figures.errors == 0 ? .quiet : isBad ? .bad : .plain)
                + ", " + Figures.duration(milliseconds: figures.totalLatency)
        ]
    }

    /// Whoever asked for spans expects some.
    private var noSpans: [String] {
        let seen = session.completeness
        guard listensForSpans, seen.spansReceived == 0, seen.requestsRefused == 0 else { return [] }
        return ["no OpenTelemetry span came: is the program instrumented?"]
    }

    /// A long name is cut in the middle, for the id stands at the end.
    private var sessionLine: String {
        let line = session.name.map { "session \($0) (\(session.id))" } ?? "session \(session.id)"
        return DisplayText.shortened(DisplayText.line(line), to: Self.width, style)
    }

    private var session: SessionOverview { figures.session }

    private var overview: [String] {
        func painted(_ count: Int, _ text: String, _ tone: TableCell.Tone) -> String {
            style.painted(text, count == 0 ? .quiet : tone)
        }
        let isBad = figures.errors * 100 > figures.calls
        let start =
            Figures.counted(figures.calls, "call") + " to "
            + Figures.counted(figures.operations, "operation") + " took "
            + Figures.duration(milliseconds: figures.totalLatency) + ":"
        let errors = Figures.counted(figures.errors, "error")
        let retries = Figures.counted(figures.retries, "retry", "retries")
        let throttles = Figures.counted(figures.throttles, "throttle")
        let rest = [
            painted(figures.errors, errors, isBad ? .bad : .plain),
            painted(figures.retries, retries, .notable),
            painted(figures.throttles, throttles, .notable),
        ].joined(separator: ", ")
        let width = [start, errors, retries, throttles].reduce(5) { $0 + $1.count }
        return width > Self.width ? [start, rest] : [start + " " + rest]
    }

    private var slowest: [String] {
        let counts = figures.slowest.map { Figures.counted($0.calls, "call") }
        let times = figures.slowest.map { operation in
            operation.totalLatency.map { Figures.duration(milliseconds: $0) } ?? "no latency"
        }
        let countWidth = counts.map(\.count).max() ?? 0
        let timeWidth = times.map(\.count).max() ?? 0
        let names = figures.slowest.map { operation in
            let name = DisplayText.line(operation.name.map { $0 ?? "" }.joined(separator: "."))
            // Two columns before it, and two behind it and the count.
            return DisplayText.shortened(
                name, to: max(12, Self.width - 6 - countWidth - timeWidth), style)
        }
        let width = names.map(DisplayText.width).max() ?? 0
        return zip(zip(names, counts), times).map { text, time in
            let padding = String(repeating: " ", count: width - DisplayText.width(text.0))
            let countPadding = String(repeating: " ", count: countWidth - text.1.count)
            return "  \(style.bold(text.0))\(padding)  \(countPadding)\(text.1)  \(time)"
        }
    }

    /// Whether nothing came but marks, which say nothing of AWS.
    private var isNothing: Bool {
        let received = session.completeness
        return received.received == 0
            || figures.operations == 0 && received.undecodable == 0 && received.empty == 0
    }

    private var nothingReceived: [String] {
        NothingRecorded(
            command: session.command, completeness: session.completeness,
            listensForSpans: listensForSpans
        ).lines(width: Self.width)
    }
}
