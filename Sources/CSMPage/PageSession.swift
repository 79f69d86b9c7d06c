import CSMAnalysis
import CSMEvents
import CSMReport

/// What the page says of one session: made of its calls, of which none is kept.
struct PageSession {
    /// Lines of the waterfall that are shown as a table.
    static let mostLines = 200

    let overview: SessionOverview
    let line: TimeLine
    /// What the waterfall is drawn against.
    let window: Interval
    let calls: Int
    /// The most calls that were in flight at a time.
    let mostInFlight: Int
    let lines: [WaterfallLine]
    /// How many lines there would be, were all shown.
    let lineCount: Int
    /// The footing of `show`, but for what the page says elsewhere.
    let repeated: [RepeatedRun]
    let titles: [String]
    let overTime: LatencyOverTime
    let columns: CallColumns
    /// Sets of marks that calls belong to, by places in `marks`.
    let markSets: [[Int]]
    /// Whether only the innermost marks of the sets are kept, because there are so many.
    let cutsMarks: Bool
    let marks: [String]

    /// Places of marks in all sets together.
    private static let mostMarks = 200_000

    /// How many marks of each set there is room for.
    private static func depth(of sets: [[Int]]) -> Int {
        var depth = sets.map(\.count).max() ?? 0
        while depth > 1, sets.reduce(0, { $0 + min($1.count, depth) }) > mostMarks { depth /= 2 }
        return depth
    }

    init(
        of calls: RecordedCalls, mostCalls: Int, mostLines: Int,
        _ operations: inout OperationNumbers
    ) {
        let trace = calls.trace
        overview = calls.session
        line = calls.line
        self.calls = trace.calls.count
        mostInFlight = InFlight(trace.calls).steps.map(\.calls).max() ?? 0
        let membership = calls.marks.membership(of: trace.calls, trace.labels)
        let waterfall = Waterfall(
            of: trace, calls.marks, in: calls.session, on: calls.line, WaterfallQuery())
        window = waterfall.window
        let report = WaterfallReport(waterfall, showsMessages: false, showsAttempts: false)
        let drawing = WaterfallLines(
            of: waterfall, report, membership, most: mostLines, operations)
        lines = drawing.lines
        lineCount = waterfall.rows.count
        titles = drawing.titles
        repeated = drawing.repeated
        overTime = LatencyOverTime(of: trace, over: waterfall.window)
        columns = CallColumns(
            of: calls, CallSelection(of: trace, most: mostCalls), membership, &operations)
        marks = calls.marks.names
        let numbers = Dictionary(
            marks.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let sets = membership.sets.map { $0.compactMap { numbers[$0] } }
        let depth = Self.depth(of: sets)
        markSets = sets.map { Array($0.suffix(depth)) }
        cutsMarks = sets.contains { $0.count > depth }
    }
}
