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
        let selection = SessionSelection(try sessions(), database: database)
        var selected: [SessionRecord] = []
        for reference in references {
            let session = try selection.session(reference)
            if !selected.contains(where: { $0.number == session.number }) {
                selected.append(session)
            }
        }
        let series = try read { (store) throws(StoreError) in
            try store.series(of: selected.map(\.number))
        }
        return LatencyReport(
            of: series ?? [], in: selected, by: query, percentiles: percentiles)
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
