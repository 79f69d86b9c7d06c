/// The way of one query: start, wait, read, or stop it.
///
/// Pure: outcomes and interrupts go in, what to do comes out.
struct QueryRun {
    enum Step: Equatable {
        case send(AthenaCall)
        case wait(Duration)
        /// As `wait`, but the user who asks to stop does not end it.
        case pause(Duration)
        case renewCredentials
        case correctClock
        case tell(QueryProgress)
        case rows([[String?]])
        case done(QueryStatistics)
        case stop(QueryStop)
    }

    private let mostScanned: Int?
    private var reading: ResultReading
    /// Rows a page.
    private var pageSize: Int
    private var retry: CallRetry
    /// What comes before `last`, in order.
    private var queue: [Step] = []
    /// A call or an end.
    private var last = Step.send(.start)
    /// The one that was sent last, or is to be sent.
    private var call = AthenaCall.start
    /// The query's, once it is known.
    private var id: String?
    /// Whether it has started, and not ended as far as we know.
    private var isRunning = false
    /// Whether a start was sent of which nobody knows what became.
    private var isStartLost = false
    private var delay = Self.firstDelay
    private var statistics: QueryStatistics?
    /// Why it ends, while a query that may run is stopped before that is told.
    private var ending: QueryStop?

    /// Between two looks at a query.
    private static let firstDelay = Duration.milliseconds(100)
    private static let longestDelay = Duration.seconds(2)
    /// For each call of an ending: the user waits for it.
    private static let endingAttempts = 3
    private static let longestPause = Duration.milliseconds(300)

    init(_ request: QueryRequest, _ retry: CallRetry) {
        mostScanned = request.mostScanned
        reading = ResultReading(columns: request.columns)
        pageSize = min(max(request.pageSize, 1), 1_000)
        self.retry = retry
    }

    var contact: Contact { retry.contact }

    /// Whether it only makes sure that the query does not go on.
    var isEnding: Bool { ending != nil }

    /// Whether the query may run, as far as we know.
    private var mayRun: Bool { isRunning || (id == nil && isStartLost) }

    mutating func next() -> Step { queue.isEmpty ? last : queue.removeFirst() }

    /// What the call of `.send` came to; `random` is from 0 to 1.
    mutating func handle(_ outcome: AthenaOutcome, random: Double) {
        if call == .start, outcome.mayHaveBeenTaken { isStartLost = true }
        if case .tooLong = outcome, case .page(let id, let token, let rows) = call, rows > 1 {
            pageSize = rows / 2
            return send(.page(id, token: token, rows: pageSize))
        }
        switch retry.decide(on: outcome, random: random) {
        case .take(.started(let id)):
            self.id = id
            isRunning = true
            if isEnding { send(.stop(id)) } else { look(at: id) }
        case .take(.status(let status)): follow(status)
        case .take(.page(let page)): read(page)
        case .take(.stopped):
            isRunning = false
            if let ending { finish(ending) }
        case .again(.wait(let delay)) where isEnding:
            send(call, after: .pause(min(delay, Self.longestPause)))
        case .again(let step): send(call, after: step)
        case .stop(let reason): end(reason)
        }
    }

    /// The user asked to stop.
    mutating func interrupt() {
        if ending == nil { end(.interrupted) }
    }

    /// No call can be made any more, so none is made to stop it either.
    mutating func endWithoutCredentials(_ reason: QueryStop) { finish(reason) }

    // MARK: Waiting and reading

    private mutating func send(_ call: AthenaCall, after earlier: Step...) {
        self.call = call
        (queue, last) = (earlier, .send(call))
    }

    /// Asks how far it is, a while from now.
    private mutating func look(at id: String, telling progress: QueryProgress? = nil) {
        send(.status(id), after: .wait(delay))
        if let progress { queue.insert(.tell(progress), at: 0) }
        delay = min(delay * 2, Self.longestDelay)
    }

    private mutating func follow(_ status: QueryStatus) {
        guard let id else { return }
        switch status.state {
        case .queued, .running:
            if let mostScanned, status.scannedBytes > mostScanned {
                return end(.overLimit(scannedBytes: status.scannedBytes, limit: mostScanned))
            }
            let isQueued = status.state == .queued
            look(at: id, telling: isQueued ? .queued : .running(scannedBytes: status.scannedBytes))
        case .succeeded:
            isRunning = false
            statistics = QueryStatistics(
                id: id, scannedBytes: status.scannedBytes, milliseconds: status.milliseconds)
            send(.page(id, token: nil, rows: pageSize), after: .tell(.reading(rows: 0)))
        case .failed, .cancelled:
            isRunning = status.mayBeQueuedAgain
            end(QueryStop(status))
        }
    }

    private mutating func read(_ page: ResultPage) {
        guard let id, let statistics else { return }
        switch reading.take(page) {
        case .wrong(let reason): end(.refused(.badData, reason))
        case .rows(let rows, let next?):
            send(
                .page(id, token: next, rows: pageSize), after: .rows(rows),
                .tell(.reading(rows: reading.rows)))
        case .rows(let rows, nil):
            queue = [.rows(rows), .tell(.reading(rows: reading.rows))]
            last = .done(statistics)
        }
    }

    // MARK: Ending

    /// Ends for that reason, once it has been tried to stop a query that may run.
    private mutating func end(_ reason: QueryStop) {
        guard ending == nil, mayRun else { return finish(reason) }
        ending = reason
        retry = CallRetry(attempts: Self.endingAttempts, retry.contact)
        // A start with the same token tells the id of what has started.
        if let id { send(.stop(id)) } else { send(.start) }
    }

    private mutating func finish(_ reason: QueryStop) {
        let reason = ending ?? reason
        (queue, last) = ([], .stop(mayRun ? .leftRunning(reason, id: id) : reason))
    }
}
