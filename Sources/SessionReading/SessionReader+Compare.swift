public import CSMAnalysis
import CSMEvents

extension SessionReader {
    /// The sessions that `references` name, each counted on its own.
    ///
    /// Events are read only if the query needs them, as by marks.
    public func comparedRuns(
        of references: [String], by query: StatisticsQuery
    ) throws -> [ComparedRun] {
        var query = query
        query.top = nil
        return try named(references).map { try $0.comparedRun(by: query) }
    }

    /// Compares the sessions that `base` names with those that `new` names.
    public func comparison(
        of base: [String], with new: [String], by query: ComparisonQuery
    ) throws -> Comparison {
        try comparison(of: base, with: try named(new), by: query)
    }

    /// The same, of sessions that were found.
    public func comparison(
        of base: [String], with new: [NamedSession], by query: ComparisonQuery
    ) throws -> Comparison {
        let base = try comparedRuns(of: base, by: query.statistics)
        let new = try new.map { try $0.comparedRun(by: query.statistics) }
        let shared = Comparison.shared(base, new)
        guard shared.isEmpty else { throw SelectionError.onBothSides(ids: shared) }
        return Comparison(base: base, new: new, by: query)
    }
}

extension NamedSession {
    fileprivate func comparedRun(by query: StatisticsQuery) throws -> ComparedRun {
        try refuse(query)
        let overview = try overview()
        let tags = overview.tags.map { ($0.name, $0.value) }
        var tally = StatisticsTally(query, tags: [id: Dictionary(tags) { $1 }])
        var endpoints: [String: Set<String>] = [:]
        func count(_ sample: SeriesSample) {
            tally.add(sample)
            if let host = sample.labels.host {
                endpoints[sample.labels.service, default: []].insert(host)
            }
        }
        if query.needsEvents, case .stored(let session) = self {
            for sample in try session.markedSamples(query) ?? [] { count(sample) }
        } else {
            for sample in try samples() { count(sample) }
        }
        return ComparedRun(tally, in: overview, endpoints: endpoints)
    }
}
