public import CSMAnalysis
import FirehoseBackend

extension FleetReader {
    /// What `comparison` asks: both sides in one reading.
    public func comparisonQuestion(
        of base: FleetSelection, with new: FleetSelection, by query: ComparisonQuery
    ) -> FleetQuestion {
        let filters = [base, new].map { $0.filter(now: now, whole: true) }
        let keys = HistogramQuery.keys(for: query.statistics) + [.session]
        return FleetQuestion(HistogramQuery(by: keys, of: filters), filters)
    }

    /// Compares two sides; each session is a run, and belongs to a side by when it began.
    public func comparison(
        of base: FleetSelection, with new: FleetSelection, by query: ComparisonQuery
    ) throws -> (comparison: Comparison, answer: FleetAnswer) {
        var sessions = PushedSessions()
        var tallies: [String: StatisticsTally] = [:]
        let question = comparisonQuestion(of: base, with: new, by: query)
        var answer = try forEachSample(of: question) { sample, row, figures in
            sessions.add(sample, row, figures)
            tallies[sample.session, default: StatisticsTally(query.statistics)].add(sample)
        }
        let sides = try [base, new].map { try sessions.selected(by: $0, answer) }
        answer.limit(to: sides.flatMap { $0 })
        let runs = sides.map { side in
            side.compactMap { session in
                tallies[session.id].map { ComparedRun($0, in: session.overview) }
            }
        }
        let (baseRuns, newRuns) = (runs[0], runs[1])
        let shared = Comparison.shared(baseRuns, newRuns)
        guard shared.isEmpty else { throw FleetError.onBothSides(ids: shared) }
        if baseRuns.isEmpty { throw FleetError.emptySide(name: "base") }
        if newRuns.isEmpty { throw FleetError.emptySide(name: "new") }
        return (Comparison(base: baseRuns, new: newRuns, by: query), answer)
    }
}
