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

    /// The statistics of the sessions that `references` name, each counted once.
    func latencyReport(
        of references: [String], by query: StatisticsQuery = StatisticsQuery(),
        percentiles: [Percentile] = LatencyReport.standardPercentiles
    ) throws(Failure) -> LatencyReport {
        // Both in one snapshot, for a session that is being recorded changes between two.
        let all = try read { (store) throws(StoreError) in
            try store.snapshot { (store) throws(StoreError) in
                let sessions = try store.sessions()
                let chosen = Result { () throws(Failure) in
                    try SessionSelection(sessions, database: database).sessions(references)
                }
                let numbers = (try? chosen.get())?.map(\.number) ?? []
                return (chosen, try store.series(of: numbers))
            }
        }
        guard let (chosen, series) = all else {
            throw SessionSelection([], database: database).nothingRecorded
        }
        return LatencyReport(
            of: series, in: try chosen.get(), by: query, percentiles: percentiles)
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
