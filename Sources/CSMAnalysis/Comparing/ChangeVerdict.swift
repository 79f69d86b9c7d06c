/// What is to be said of an operation on two sides; several may hold.
public enum ChangeVerdict: String, Sendable, CaseIterable {
    // What is looked at first comes first.
    case moreErrors = "more errors"
    case moreCalls = "more calls"
    case slower
    /// In every new run, and in no base run.
    case new
    case moreThrottles = "more throttles"
    case moreRetries = "more retries"
    /// In every base run, and in no new run.
    case gone
    case fewerCalls = "fewer calls"
    case fewerErrors = "fewer errors"
    case faster
    /// Fewer runs than a verdict on latency needs.
    case tooFewRuns = "too few runs"
    case noChangeSeen = "no change seen"

    /// Those that say that something changed, in the order in which they are looked at.
    public static let changes = allCases.filter(\.isChange)

    public var isChange: Bool { self != .tooFewRuns && self != .noChangeSeen }

    /// Whether it is about latency, and so needs several runs.
    public var isOfLatency: Bool { self == .slower || self == .faster }

    public var isWorse: Bool {
        switch self {
        case .moreErrors, .moreCalls, .slower, .moreThrottles, .moreRetries: true
        default: false
        }
    }

    public var isBetter: Bool {
        switch self {
        case .fewerCalls, .fewerErrors, .faster: true
        default: false
        }
    }

    /// Where it stands in a list that begins with what is looked at first.
    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
