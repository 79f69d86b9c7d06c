import CSMAnalysis
import SessionStore

/// From what the store holds to what analysis and reports work on.
extension SessionOverview {
    init(_ record: SessionRecord) {
        let session = record.description
        self.init(
            id: session.id, name: session.name, command: session.command,
            workingFolder: session.workingFolder, host: session.host, tags: session.tags,
            toolVersion: session.toolVersion, state: record.state.rawValue,
            startedAt: session.startedAt, endedAt: record.endedAt, exitCode: record.exitCode,
            exitSignal: record.exitSignal, calls: record.calls, errors: record.errors,
            keepsSecrets: session.keepsSecrets, completeness: Completeness(record))
    }
}

extension Completeness {
    init(_ record: SessionRecord) {
        self.init()
        received = record.counters.received
        decoded = record.counters.decoded
        undecodable = record.counters.undecodable
        empty = record.counters.empty
        droppedByKernel = record.counters.droppedByKernel
        droppedByRecorder = record.counters.droppedByRecorder
        attemptsExpected = record.attemptsExpected
        attemptsSeen = record.attemptsSeen
    }
}

extension LatencyReport {
    /// The percentiles of the contract.
    static let standardPercentiles = ["50", "90", "95", "99"].compactMap { Percentile($0) }

    init(
        of series: [RecordedSeries], in records: [SessionRecord], by query: StatisticsQuery,
        percentiles: [Percentile]
    ) {
        let ids = Dictionary(uniqueKeysWithValues: records.map { ($0.number, $0.description.id) })
        self.init(
            of: series.map { SeriesSample($0, session: ids[$0.session] ?? "") },
            in: records.map { SessionOverview($0) }, by: query, percentiles: percentiles)
    }
}

extension SeriesSample {
    fileprivate init(_ series: RecordedSeries, session: String) {
        var latencies = LatencyHistogram()
        for (milliseconds, events) in series.latencies {
            latencies.add(milliseconds: milliseconds, count: events)
        }
        self.init(
            session: session, labels: series.labels, events: series.events,
            retries: series.retries, latencies: latencies)
    }
}
