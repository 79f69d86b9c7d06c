/// The figure of a run's latencies that is compared.
public enum ComparisonMetric: Sendable, Hashable {
    case percentile(Percentile)
    case mean

    /// A run's middle call.
    public static let median: ComparisonMetric = Percentile("50").map { .percentile($0) } ?? .mean
    static let p95: ComparisonMetric = Percentile("95").map { .percentile($0) } ?? .mean

    /// `p50`, `p99.9`, `mean`.
    public init?(_ text: String) {
        if text == "mean" {
            self = .mean
        } else if text.first == "p", let percentile = Percentile(text.dropFirst()) {
            self = .percentile(percentile)
        } else {
            return nil
        }
    }

    /// `p50`, `mean`.
    public var name: String {
        switch self {
        case .percentile(let percentile): percentile.name
        case .mean: "mean"
        }
    }

    /// `p50_ms`, `mean_ms`: the key in JSON.
    public var key: String {
        switch self {
        case .percentile(let percentile): percentile.key
        case .mean: "mean_ms"
        }
    }

    /// In milliseconds; `nil` where there is no latency.
    func figure(_ latencies: SortedLatencies) -> Double? {
        switch self {
        case .percentile(let percentile): latencies.latency(at: percentile).map { Double($0) }
        case .mean:
            latencies.count == 0 ? nil : Double(latencies.total) / Double(latencies.count)
        }
    }
}
