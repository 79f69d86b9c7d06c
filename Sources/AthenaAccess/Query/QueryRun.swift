/// The way of one query: start, wait, read, or stop it.
///
/// Pure: outcomes and interrupts go in, what to do comes out.
struct QueryRun {
    enum Step: Equatable {
        case send(AthenaCall)
        case wait(Duration)
        case renewCredentials
        case correctClock
        case tell(QueryProgress)
        case rows([[String?]])
        case done(QueryStatistics)
        case stop(QueryStop)
    }

    /// How a query that may still run is brought to an end before the reason for it is told.
    private struct Ending {
        let reason: QueryStop
        /// Calls that stop it, at most.
        var tries = 2
    }

    private let mostScanned: Int?
    private var reading: ResultReading
    private var retry: CallRetry
    /// What comes next; the last first, and never none: the first is a call or an end.
    private var steps: [Step] = [.send(.start)]
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
    private var ending: Ending?

    /// Between two looks at a query.
    private static let firstDelay = Duration.milliseconds(100)
    private static let longestDelay = Duration.seconds(2)

    init(_ request: QueryRequest, _ retry: CallRetry) {
        mostScanned = request.mostScanned
        reading = ResultReading(columns: request.columns)
        self.retry = retry
    }

    var contact: Contact { retry.contact }

    /// Whether it only makes sure that the query does not go on.
    var isEnding: Bool { ending != nil }

    mutating func next() -> Step { steps.count > 1 ? steps.removeLast() : steps[0] }

    /// What the call of `.send` came to; `random` is from 0 to 1.
    mutating func handle(_ outcome: AthenaOutcome, random: Double) {
        if ending != nil { return handleEnding(outcome) }
        if call == .start, outcome.mayHaveBeenTaken { isStartLost = true }
        switch retry.decide(on: outcome, random: random) {
        case .take(.started(let id)):
            self.id = id
            isRunning = true
            look(at: id)
        case .take(.status(let status)): follow(status)
        case .take(.page(let page)): read(page)
        case .take(.stopped): break
        case .again(let step): steps = [.send(call), step]
        case .stop(let reason): end(reason)
        }
    }

    /// The user asked to stop.
    mutating func interrupt() {
        if ending == nil { end(.interrupted) }
    }

    /// No call can be made any more, so none is made to stop it either.
    mutating func endWithoutCredentials(_ reason: QueryStop) {
        steps = [.stop(ending?.reason ?? reason)]
    }

    // MARK: Waiting and reading

    private mutating func send(_ call: AthenaCall, after earlier: Step...) {
        self.call = call
        steps = [.send(call)] + earlier.reversed()
    }

    /// Asks how far it is, a while from now.
    private mutating func look(at id: String, telling progress: QueryProgress? = nil) {
        send(.status(id), after: .wait(delay))
        if let progress { steps.append(.tell(progress)) }
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
            send(.page(id, token: nil), after: .tell(.reading(rows: 0)))
        case .failed, .cancelled:
            isRunning = false
            end(QueryStop(status))
        }
    }

    private mutating func read(_ page: ResultPage) {
        guard let id, let statistics else { return }
        switch reading.take(page) {
        case .wrong(let reason): end(.refused(.badData, reason))
        case .rows(let rows, let next?):
            send(.page(id, token: next), after: .rows(rows), .tell(.reading(rows: reading.rows)))
        case .rows(let rows, nil):
            steps = [.done(statistics), .tell(.reading(rows: reading.rows)), .rows(rows)]
        }
    }

    // MARK: Ending

    /// Ends for that reason, once a query that may run has been stopped.
    private mutating func end(_ reason: QueryStop) {
        if isRunning, let id {
            ending = Ending(reason: reason)
            send(.stop(id))
        } else if id == nil, isStartLost {
            // The same token: it tells the id of what has started.
            ending = Ending(reason: reason)
            send(.start)
        } else {
            steps = [.stop(reason)]
        }
    }

    private mutating func handleEnding(_ outcome: AthenaOutcome) {
        guard var ending else { return }
        let end = Step.stop(ending.reason)
        switch outcome {
        case .answered(.started(let id)): return send(.stop(id))
        case .answered, .refused: return steps = [end]
        default: break
        }
        ending.tries -= 1
        self.ending = ending
        guard ending.tries > 0, call != .start else { return steps = [end] }
        if case .skewed = outcome { send(call, after: .correctClock) } else { send(call) }
    }
}
