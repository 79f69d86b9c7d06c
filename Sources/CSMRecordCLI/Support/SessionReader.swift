import CSMAnalysis
import SessionStore

/// Reads sessions and their statistics, with errors as the user gets them.
struct SessionReader {
    let database: String

    /// All sessions, the newest first; none where there is no database yet.
    func sessions() throws(Failure) -> [SessionRecord] {
        try read { (store) throws(StoreError) in try store.sessions() } ?? []
    }

    /// The session that `reference` names; see `SessionSelection`.
    func session(_ reference: String) throws(Failure) -> SessionRecord {
        try SessionSelection(try sessions(), database: database).session(reference)
    }

    /// The percentiles of the contract.
    static let standardPercentiles = ["50", "90", "95", "99"].compactMap { Percentile($0) }

    /// The statistics of the sessions that `references` name, each counted once.
    func latencyReport(
        of references: [String], by query: StatisticsQuery = StatisticsQuery(),
        percentiles: [Percentile] = standardPercentiles
    ) throws(Failure) -> LatencyReport {
        // All in one snapshot, for a session that is being recorded changes between two.
        let counted = try read { (store) throws(StoreError) in
            try store.snapshot { (store) throws(StoreError) in
                let sessions = try store.sessions()
                let chosen = Result { () throws(Failure) in
                    try SessionSelection(sessions, database: database).sessions(references)
                }
                let tally = try tally(of: (try? chosen.get()) ?? [], in: store, by: query)
                return (chosen, tally)
            }
        }
        guard let (chosen, tally) = counted else {
            throw SessionSelection([], database: database).nothingRecorded
        }
        let sessions = try chosen.get().map { SessionOverview($0) }
        return LatencyReport(of: tally, in: sessions, percentiles: percentiles)
    }

    private func tally(
        of sessions: [SessionRecord], in store: borrowing SessionStore, by query: StatisticsQuery
    ) throws(StoreError) -> StatisticsTally {
        var tally = StatisticsTally(query)
        for session in sessions {
            try store.forEachSeries(of: session.number) { series in
                tally.add(SeriesSample(series, session: session.description.id))
            }
        }
        return tally
    }

    private func read<Result>(
        _ body: (borrowing SessionStore) throws(StoreError) -> Result
    ) throws(Failure) -> Result? {
        do throws(StoreError) {
            guard let store = try SessionStore(at: database) else { return nil }
            return try body(store)
        } catch {
            throw Failure(error)
        }
    }
}
