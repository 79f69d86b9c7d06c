public import CSMAnalysis
import CSMReport

/// A report as one HTML page that loads nothing, readable without its script.
///
/// All of it follows from what it is made of: no clock, no environment.
public struct ReportPage {
    /// Operations, and marks, that have a row; the totals count all.
    public static let mostRows = 1_000
    /// Sessions that have a time line.
    public static let mostTimeLines = 20
    /// Calls that are drawn and in the data, of all sessions together.
    public static let mostCalls = 1_000_000

    private let title: String
    private let toolVersion: String
    private let statistics: LatencyReport
    private let timeLineCount: Int
    private var operations: OperationNumbers
    private var sessions: [PageSession] = []
    private var failures = FailureTally()
    private var markTally: StatisticsTally
    private var hasMarks = false
    private var lines: [String: TimeLine] = [:]
    private let comparison: Comparison?
    private let answer: FleetAnswer?

    /// `statistics` are by service and API; `timeLineCount` is how many sessions will be added;
    /// `answer` is where the figures come from, if not from recordings.
    public init(
        title: String?, statistics: LatencyReport, comparison: Comparison?, timeLineCount: Int,
        toolVersion: String, answer: FleetAnswer? = nil
    ) {
        self.answer = answer
        self.title = title ?? Self.title(of: statistics.sessions)
        self.toolVersion = toolVersion
        self.statistics = statistics
        self.comparison = comparison
        self.timeLineCount = max(1, timeLineCount)
        operations = OperationNumbers(of: statistics)
        var query = StatisticsQuery()
        query.dimensions = [.mark]
        query.top = Self.mostRows
        markTally = StatisticsTally(query)
    }

    /// The first session's name or command, and how many there are besides.
    private static func title(of sessions: [SessionOverview]) -> String {
        guard let first = sessions.first else { return "AWS calls" }
        let more = sessions.count - 1
        return (first.name ?? first.commandLine)
            + (more > 0 ? " and \(Figures.counted(more, "more session"))" : "")
    }

    /// Adds a session's time line, and what its calls tell of marks and failures; of the calls
    /// themselves nothing is kept.
    public mutating func add(_ calls: RecordedCalls) {
        lines[calls.session.id] = calls.line
        failures.add(calls)
        hasMarks = hasMarks || !calls.marks.isEmpty
        for sample in SeriesSample.samples(
            of: calls.trace, calls.marks, session: calls.session.id)
        { markTally.add(sample) }
        guard sessions.count < Self.mostTimeLines else { return }
        let shown = min(timeLineCount, Self.mostTimeLines)
        sessions.append(
            PageSession(
                of: calls, mostCalls: Self.mostCalls / shown,
                mostLines: max(20, PageSession.mostLines / shown), &operations))
    }

    private var marks: LatencyReport? {
        guard hasMarks else { return nil }
        return LatencyReport(
            of: markTally, in: statistics.sessions, on: lines, percentiles: statistics.percentiles)
    }

    /// Hands the page on in pieces.
    public func write(_ output: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBufferPointer(output) }
        let marks = marks
        let compared = comparison.map { CompareReport($0, showsAll: true) }
        let template = PageTemplate(String(decoding: PageAssets.template, as: UTF8.self))
        let contents = PageContents(
            title: title, statistics: statistics, marks: marks, comparison: compared,
            failures: failures, answer: answer,
            sessions: sessions, operations: operations, timeLineCount: timeLineCount)
        for part in template.parts {
            switch part {
            case .text(let text): try write(Array(text.utf8))
            case .slot("policy"): try write(Array(PageAssets.policy.utf8))
            case .slot("style"): try write(PageAssets.style)
            case .slot("script"): try write(PageAssets.script)
            case .slot("title"): try write(Array(HTML.escaped(title).utf8))
            case .slot("version"): try write(Array(HTML.escaped(toolVersion).utf8))
            case .slot("data"):
                try PageData(
                    title: title, toolVersion: toolVersion, statistics: statistics, marks: marks,
                    comparison: compared, operations: operations, sessions: sessions
                ).write(output)
            case .slot(let name):
                try write(Array(contents.html(name).markup.utf8))
            }
        }
    }
}
