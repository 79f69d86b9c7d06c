/// What a session comes to in a few figures.
public struct SessionFigures: Sendable {
    /// An operation, with what its calls took.
    public struct Operation: Sendable, Equatable {
        /// The service and the API.
        public let name: [String?]
        public let calls: Int
        /// Milliseconds; `nil` where no call told its latency.
        public let totalLatency: Int?

        public init(name: [String?], calls: Int, totalLatency: Int?) {
            self.name = name
            self.calls = calls
            self.totalLatency = totalLatency
        }
    }

    public let session: SessionOverview
    /// How many different operations there were.
    public let operations: Int
    public let calls: Int
    /// Calls that failed.
    public let errors: Int
    public let retries: Int
    /// Attempts that were throttled.
    public let throttles: Int
    /// Of all calls, in milliseconds.
    public let totalLatency: Int
    /// Those that took most time, as many as were asked for.
    public let slowest: [Operation]

    public init(
        session: SessionOverview, operations: Int, calls: Int, errors: Int, retries: Int,
        throttles: Int, totalLatency: Int, slowest: [Operation]
    ) {
        self.session = session
        self.operations = operations
        self.calls = calls
        self.errors = errors
        self.retries = retries
        self.throttles = throttles
        self.totalLatency = totalLatency
        self.slowest = slowest
    }

    /// `nil` for a report of more sessions than one, or of none.
    public init?(_ report: LatencyReport) {
        guard report.sessions.count == 1 else { return nil }
        let total = report.total
        self.init(
            session: report.sessions[0], operations: report.rowCount, calls: total.calls ?? 0,
            errors: total.errors, retries: total.retries ?? 0, throttles: total.throttles,
            totalLatency: total.latencies.total,
            slowest: report.rows.map {
                Operation(name: $0.group, calls: $0.calls ?? 0, totalLatency: $0.totalLatency)
            })
    }
}
