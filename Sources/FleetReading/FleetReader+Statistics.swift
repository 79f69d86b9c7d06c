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
        let question = latencyQuestion(of: selection, by: query)
        var tally = StatisticsTally(query)
        var counts = PushedCounts()
        var shown: [SessionOverview] = []
        var answer: FleetAnswer
        if selection.sessions.isEmpty {
            var operation: [String]?
            answer = try forEachSample(of: question) { sample, _, _ in
                let own = [sample.labels.service, sample.labels.api]
                if operation != nil, operation != own { tally.endOperation() }
                operation = own
                counts.add(sample)
                tally.add(sample)
            }
        } else {
            // Which of them are meant is known when all have come.
            var sessions = PushedSessions()
            var samples: [String: [SeriesSample]] = [:]
            answer = try forEachSample(of: question) { sample, row, figures in
                sessions.add(sample, row, figures)
                samples[sample.session, default: []].append(sample)
            }
            let selected = try sessions.selected(by: selection, answer)
            answer.limit(to: selected)
            shown = selected.map(\.overview)
            for sample in selected.flatMap({ samples[$0.id] ?? [] }) {
                counts.add(sample)
                tally.add(sample)
            }
        }
        let report = LatencyReport(
            of: tally, in: shown, percentiles: percentiles, showsHistograms: showsHistograms,
            pushed: counts.completeness)
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
