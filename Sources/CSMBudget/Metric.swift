public import CSMAnalysis

/// What a rule measures.
public enum Metric: Sendable, Hashable {
    case calls, attempts, retries, throttles, errors
    /// Errors or retries, divided by the calls.
    case errorRate, retryRate
    /// Latencies.
    case minimum, mean, maximum
    case percentile(Percentile)
    /// Summed latency.
    case time
    /// The most calls of one operation that started no more than so many milliseconds apart.
    case burst(milliseconds: Int)
    /// How many operations are called that no run of the baseline called.
    case new

    /// What a metric's values are.
    public enum Kind: Sendable {
        case count, rate, latency
    }

    public var kind: Kind {
        switch self {
        case .calls, .attempts, .retries, .throttles, .errors, .burst, .new: .count
        case .errorRate, .retryRate: .rate
        case .minimum, .mean, .maximum, .percentile, .time: .latency
        }
    }

    /// Whether it can be asked of attempts, which is all that a host selects.
    var isOfAttempts: Bool {
        switch self {
        case .attempts, .throttles, .minimum, .mean, .maximum, .percentile, .time: true
        case .calls, .retries, .errors, .errorRate, .retryRate, .burst, .new: false
        }
    }

    /// As it is written in a budget.
    public var text: String {
        switch self {
        case .percentile(let percentile): percentile.name
        case .burst(let milliseconds): "burst(\(milliseconds)ms)"
        default: Self.plain.first { $0.metric == self }?.name ?? ""
        }
    }

    /// The metrics without a number in their name.
    static let plain: [(name: String, metric: Metric)] = [
        ("calls", .calls), ("attempts", .attempts), ("retries", .retries),
        ("throttles", .throttles), ("errors", .errors), ("error_rate", .errorRate),
        ("retry_rate", .retryRate), ("min", .minimum), ("mean", .mean), ("max", .maximum),
        ("time", .time), ("new", .new),
    ]

    /// Names to suggest in place of one that is none.
    static let names = plain.map(\.name) + ["p95", "p50", "p90", "p99", "p99.9", "burst(250ms)"]
}
