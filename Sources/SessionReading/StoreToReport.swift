public import CSMAnalysis
import CSMEvents
public import SessionStore

/// From what the store holds to what analysis and reports work on.
extension SessionOverview {
    public init(_ record: SessionRecord) {
        let session = record.description
        self.init(
            id: session.id, name: session.name, command: session.command,
            workingFolder: session.workingFolder, host: session.host, tags: session.tags,
            toolVersion: session.toolVersion, state: record.state.rawValue,
            startedAt: session.startedAt, endedAt: record.endedAt, lastArrival: record.lastArrival,
            exitCode: record.exitCode, exitSignal: record.exitSignal, calls: record.calls,
            errors: record.errors,
            keepsSecrets: session.keepsSecrets, completeness: Completeness(record))
    }
}

extension Completeness {
    public init(_ record: SessionRecord) {
        self.init()
        received = record.counters.received
        decoded = record.counters.decoded
        undecodable = record.counters.undecodable
        empty = record.counters.empty
        droppedByKernel = record.counters.droppedByKernel
        droppedByRecorder = record.counters.droppedByRecorder
        attemptsExpected = record.attemptsExpected
        attemptsSeen = record.attemptsSeen
        attemptsNotShown = record.attemptsNotShown
        misdatedCalls = nil
        attemptsWithoutCall = nil
        processesLeft = record.processesLeft
        spansReceived = record.counters.spansReceived
        spansUsed = record.counters.spansUsed
        spansJoined = record.counters.spansJoined
        spansDuplicate = record.counters.spansDuplicate
        requestsRefused = record.counters.requestsRefused
    }
}

extension SeriesSample {
    /// `busy` is when its calls were in flight.
    init(_ series: RecordedSeries, session: String, busy: [Interval]) {
        var latencies = LatencyHistogram()
        for (milliseconds, events) in series.latencies {
            latencies.add(milliseconds: milliseconds, count: events)
        }
        self.init(
            session: session, labels: series.labels, events: series.events,
            attemptsExpected: series.attemptsExpected, retries: series.retries,
            latencies: latencies, busy: busy)
    }
}

extension SessionFigures {
    /// From what its recorder knows; `slowest` is how many operations to name, `nil` all of them.
    ///
    /// `nil` where only a look at all calls together tells which of their timestamps can be true.
    public init?(_ recorded: RecordedSession, slowest: Int?) {
        let operations = recorded.operations
        var session = SessionOverview(recorded.record)
        guard let misdated = SessionClock.misdatedCalls(of: session, by: recorded.clock) else {
            return nil
        }
        session.completeness.misdatedCalls = misdated
        session.completeness.attemptsWithoutCall = operations.attemptsWithoutCall
        self.init(
            session: session, operations: operations.count, calls: operations.calls,
            errors: operations.errors, retries: operations.retries,
            throttles: operations.throttles, totalLatency: operations.totalLatency,
            slowest: operations.slowest(slowest).map {
                Operation(
                    name: [$0.service, $0.api], calls: $0.calls, totalLatency: $0.totalLatency)
            })
    }
}

extension SessionReader {
    /// The figures of a session that was just recorded, read from the database only where what its
    /// recorder knows does not tell.
    public func figures(
        of id: String, recorded: RecordedSession?, slowest: Int?
    ) throws -> SessionFigures? {
        if let recorded, let figures = SessionFigures(recorded, slowest: slowest) { return figures }
        var query = StatisticsQuery()
        query.top = slowest
        return SessionFigures(try latencyReport(of: [id], by: query))
    }
}
