public import AthenaAccess
import CSMAnalysis
import CSMEvents
import FirehoseBackend

/// Reads figures of pushed sessions: Athena counts, and what comes back is how often each latency
/// occurred.
///
/// Throws `FleetError`, and what running the query throws.
public struct FleetReader {
    /// Runs one query and hands on its rows.
    public typealias Run = (
        _ request: QueryRequest, _ row: ([String?]) throws -> Void
    ) throws -> QueryStatistics

    let workGroup: String
    let database: String
    /// Bytes after which a query is stopped; `nil` for the workgroup's own limit alone.
    let mostScanned: Int?
    /// Milliseconds since 1970.
    let now: Int64
    private let run: Run

    public init(
        workGroup: String, database: String, mostScanned: Int?, now: Int64, run: @escaping Run
    ) {
        self.workGroup = workGroup
        self.database = database
        self.mostScanned = mostScanned
        self.now = now
        self.run = run
    }

    /// Runs `question` and hands on its rows; what it took is in the answer.
    func ask(
        _ question: FleetQuestion, pageSize: Int = 1_000, row: ([String?]) throws -> Void
    ) throws -> FleetAnswer {
        var answer = FleetAnswer(
            workGroup: workGroup, database: database, firstDay: question.firstDay,
            lastDay: question.lastDay)
        let statistics = try run(
            QueryRequest(
                sql: question.sql, database: database, workGroup: workGroup,
                columns: question.columns, pageSize: pageSize, mostScanned: mostScanned), row)
        answer.queries = [statistics.id]
        answer.scannedBytes = statistics.scannedBytes
        answer.milliseconds = statistics.milliseconds
        return answer
    }

    /// Asks a histogram's question; `body` gets each set of labels once, those of an operation
    /// together, with the row that its first events were told in.
    ///
    /// `each` gets the rows that a sample is made of, before the sample is handed on.
    func forEachSample(
        of question: FleetQuestion, each: (HistogramRow) -> Void = { _ in },
        _ body: (SeriesSample, HistogramRow) throws -> Void
    ) throws -> FleetAnswer {
        let reader = HistogramReader(question.columns)
        var total: HistogramRow.Figures?
        var open: OpenSample?
        var answer = try ask(question) { row in
            switch try reader.read(row) {
            case .total(let figures): total = figures
            case .counted(let row):
                if open?.row.key != row.key {
                    if let open { try body(open.sample, open.row) }
                    open = OpenSample(row)
                }
                open?.add(row)
                each(row)
            }
        }
        if let open { try body(open.sample, open.row) }
        guard let total else { throw FleetError.badAnswer(reason: "it has no row of totals") }
        answer.sessions = total.sessions
        answer.events = total.events
        answer.firstReceived = total.firstReceived
        answer.lastReceived = total.lastReceived
        return answer
    }
}

/// Events that share their labels, while their latencies come, a row each.
private struct OpenSample {
    var row: HistogramRow
    private var events = 0
    private var attemptsExpected = 0
    private var retries = 0
    private var counted = 0
    private var latencies = LatencyHistogram()

    init(_ row: HistogramRow) { self.row = row }

    mutating func add(_ other: HistogramRow) {
        let figures = other.figures
        events += figures.events
        attemptsExpected += figures.attemptsExpected
        retries += figures.retries
        counted += figures.counted
        if let latency = other.latency {
            latencies.add(milliseconds: latency, count: figures.events)
        }
        row.first = min(row.first, figures.firstReceived ?? row.first)
        row.last = max(row.last, figures.lastReceived ?? row.last)
    }

    var sample: SeriesSample {
        let isCall = row.labels.level == .call
        var sample = SeriesSample(
            session: row.session ?? "", labels: row.labels, events: events,
            attemptsExpected: isCall ? attemptsExpected : 0, retries: isCall ? retries : 0,
            latencies: latencies, busy: [], uncounted: isCall ? events - counted : 0)
        sample.pushed = row.pushed
        return sample
    }
}
