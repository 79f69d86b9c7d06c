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
        misdatedCalls = nil
        attemptsWithoutCall = nil
        processesLeft = record.processesLeft
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
