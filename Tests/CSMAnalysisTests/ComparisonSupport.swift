import CSMEvents

@testable import CSMAnalysis

/// What a run has of an operation.
struct RunOfCalls {
    var calls = 1
    var errors = 0
    var retries = 0
    var throttles = 0
    /// Of each call; `nil` for none.
    var latency: Int? = 10

    fileprivate func samples(_ operation: String, session: String) -> [SeriesSample] {
        let parts = [(false, calls - errors), (true, errors)].filter { $0.1 > 0 }
        let attempts = calls + retries
        return parts.enumerated().map { index, part in
            sample(operation, session, part.1, isError: part.0, retries: index == 0 ? retries : 0)
        }
            + (attempts > 0
                ? [sample(operation, session, attempts - throttles, level: .attempt)] : [])
            + (throttles > 0
                ? [sample(operation, session, throttles, level: .attempt, isThrottle: true)] : [])
    }

    private func sample(
        _ operation: String, _ session: String, _ events: Int, level: EventLevel = .call,
        isError: Bool = false, isThrottle: Bool = false, retries: Int = 0
    ) -> SeriesSample {
        var histogram = LatencyHistogram()
        if let latency { histogram.add(milliseconds: latency, count: events) }
        let parts = operation.split(separator: ".").map(String.init)
        let labels = EventLabels(
            level: level, type: nil, service: parts[0], api: parts[1], clientID: nil, region: nil,
            sdk: nil, sdkVersion: nil, userAgent: nil, host: nil, status: nil, exception: nil,
            isError: isError, isThrottle: isThrottle)
        return SeriesSample(
            session: session, labels: labels, events: events,
            attemptsExpected: level == .call ? events + retries : 0, retries: retries,
            latencies: histogram, busy: [])
    }
}

/// A run of some operations, by their names.
func comparedRun(
    _ operations: [String: RunOfCalls], id: String, query: ComparisonQuery = ComparisonQuery(),
    endpoints: [String: Set<String>] = [:], _ change: (inout SessionOverview) -> Void = { _ in }
) -> ComparedRun {
    var overview = session()
    overview.id = id
    overview.calls = operations.values.reduce(0) { $0 + $1.calls }
    change(&overview)
    var tally = StatisticsTally(query.statistics)
    for (operation, run) in operations where run.calls > 0 {
        for sample in run.samples(operation, session: id) { tally.add(sample) }
    }
    return ComparedRun(tally, in: overview, endpoints: endpoints)
}

/// Runs of one operation on both sides; `nil` is a run without it.
func comparison(
    _ base: [RunOfCalls?], _ new: [RunOfCalls?], query: ComparisonQuery = ComparisonQuery(),
    operation: String = "S3.GetObject"
) -> Comparison {
    func side(_ runs: [RunOfCalls?], _ name: String) -> [ComparedRun] {
        runs.enumerated().map { index, run in
            comparedRun(run.map { [operation: $0] } ?? [:], id: "\(name)\(index)", query: query)
        }
    }
    return Comparison(base: side(base, "b"), new: side(new, "n"), by: query)
}
