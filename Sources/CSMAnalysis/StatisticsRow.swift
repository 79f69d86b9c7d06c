import CSMEvents

/// The figures of one group of calls, or of all of them.
public struct StatisticsRow: Sendable, Equatable {
    /// One value for each dimension grouped by; `nil` where the events have none.
    ///
    /// Empty for the total.
    public let group: [String?]
    /// Calls recorded; `nil` where rows count attempts.
    public internal(set) var calls: Int?
    /// Errors among the calls, or among the attempts where rows count these.
    public internal(set) var errors = 0
    public internal(set) var throttles = 0
    /// AttemptCount − 1 summed over the calls; `nil` where rows count attempts.
    public internal(set) var retries: Int?
    /// Attempts seen.
    public internal(set) var attempts = 0
    /// Latencies of the calls, or of the attempts where rows count these.
    public internal(set) var latencies = LatencyHistogram()

    init(group: [String?], level: StatisticsQuery.Level) {
        self.group = group
        calls = level == .call ? 0 : nil
        retries = level == .call ? 0 : nil
    }

    mutating func add(_ sample: SeriesSample, level: StatisticsQuery.Level) {
        let labels = sample.labels
        if labels.level == .call {
            calls = calls.map { $0 + sample.events }
            retries = retries.map { $0.bounded(plus: sample.retries) }
        } else {
            attempts += sample.events
            if labels.isThrottle { throttles += sample.events }
        }
        guard labels.level == level.eventLevel else { return }
        if labels.isError { errors += sample.events }
        latencies.add(sample.latencies)
    }

    /// What the row's latencies are of: calls, or attempts.
    public var count: Int { calls ?? attempts }

    /// Summed latency in milliseconds; `nil` where none was recorded.
    public var totalLatency: Int? { latencies.count == 0 ? nil : latencies.total }
}
