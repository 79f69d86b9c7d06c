public import CSMAnalysis
import CSMEvents
import FirehoseBackend

extension FleetReader {
    /// What `latencyReport` asks.
    public func latencyQuestion(
        of selection: FleetSelection, by query: StatisticsQuery
    ) -> FleetQuestion {
        let filter = selection.filter(now: now, whole: false)
        var keys = HistogramQuery.keys(for: query)
        // Sessions that were named are told one by one.
        if !selection.sessions.isEmpty { keys.append(.session) }
        return FleetQuestion(HistogramQuery(by: keys, of: [filter]), [filter])
    }

    /// The statistics of the selected events, as those of the same sessions' recordings are.
    public func latencyReport(
        of selection: FleetSelection, by query: StatisticsQuery, percentiles: [Percentile],
        showsHistograms: Bool = false
    ) throws -> (report: LatencyReport, answer: FleetAnswer) {
        var tally = StatisticsTally(query)
        var sessions = PushedSessions()
        var counts = PushedCounts()
        var operation: [String]?
        let answer = try forEachSample(of: latencyQuestion(of: selection, by: query)) {
            sample, row in
            let own = [sample.labels.service, sample.labels.api]
            if operation != nil, operation != own { tally.endOperation() }
            operation = own
            counts.add(sample)
            if !selection.sessions.isEmpty { sessions.add(sample, row) }
            tally.add(sample)
        }
        try sessions.check(against: selection, answer)
        let report = LatencyReport(
            of: tally, in: sessions.ordered(by: selection).map(\.overview),
            percentiles: percentiles,
            showsHistograms: showsHistograms, pushed: counts.completeness)
        return (report, answer)
    }
}

extension HistogramQuery {
    /// What a query of statistics needs events to be told apart by.
    static func keys(for query: StatisticsQuery) -> [Key] {
        var keys: [Key] = query.dimensions.compactMap { dimension in
            switch dimension {
            case .region: .region
            case .client: .client
            case .sdk: .userAgent
            case .host: .host
            case .status: .status
            case .session: .session
            case .resource: .resource
            case .function: .function
            case .day: .day
            case .hour: .hour
            case .service, .api, .mark, .tag: nil
            }
        }
        if !query.resources.isEmpty { keys.append(.resource) }
        return keys
    }
}
