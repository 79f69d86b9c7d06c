/// What was added to one series since it was last written.
struct SeriesTally {
    /// The row in `series`.
    let id: Int64
    /// Whether the series' timestamps are ends, not starts.
    let sendsEndTimestamps: Bool

    private(set) var events = 0
    private(set) var attemptsExpected = 0
    private(set) var retries = 0
    private(set) var latencies: [Int32: Int] = [:]

    init(id: Int64, sendsEndTimestamps: Bool) {
        self.id = id
        self.sendsEndTimestamps = sendsEndTimestamps
    }

    mutating func add(latency: Int32?, attemptCount: Int32?, retries: Int) {
        events += 1
        attemptsExpected += Int(attemptCount ?? 0)
        self.retries += retries
        if let latency { latencies[latency, default: 0] += 1 }
    }

    /// Starts anew after the tally was written.
    mutating func clear() {
        events = 0
        attemptsExpected = 0
        retries = 0
        latencies.removeAll(keepingCapacity: true)
    }
}
