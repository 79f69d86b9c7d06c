import CSMEvents

/// What was added to one series since it was last written.
struct SeriesTally {
    /// The row in `series`.
    let id: Int64
    let level: EventLevel
    let isError: Bool
    let isThrottle: Bool
    /// Whether the events were made of spans.
    let isSpan: Bool
    /// Whether the series' timestamps are ends, not starts.
    let sendsEndTimestamps: Bool
    /// The place in `RecordedOperations`.
    let operation: Int?

    private(set) var events = 0
    private(set) var attemptsExpected = 0
    private(set) var retries = 0
    private(set) var latencies = LatencyCounts()
    /// When the series' calls were in flight; of attempts nothing is kept.
    private var lastInterval: Interval?
    private var earlierIntervals: [Interval] = []

    init(id: Int64, _ labels: EventLabels, operation: Int?) {
        self.id = id
        level = labels.level
        isError = labels.isError
        isThrottle = labels.isThrottle
        isSpan = labels.isSpan
        sendsEndTimestamps = labels.sendsEndTimestamps
        self.operation = operation
    }

    /// Counts an event that came at `arrival`, in microseconds since 1970.
    ///
    /// Returns when it started, in milliseconds since 1970, if its SDK said so.
    mutating func add(_ event: DecodedEvent, arrival: Int64) -> Int64? {
        let start = SDK.start(of: event, endTimestamp: sendsEndTimestamps)
        events += 1
        if let latency = event.latency { latencies.add(latency) }
        guard event.level == .call else { return start }
        attemptsExpected += Int(event.attemptCount ?? 0)
        retries += event.retries
        if let latency = event.latency {
            add(Interval(start: start, latency: latency, arrival: arrival))
        }
        return start
    }

    /// Calls come nearly in order, so most join the last one here.
    private mutating func add(_ interval: Interval) {
        guard let last = lastInterval else { return lastInterval = interval }
        if last.start <= interval.start, interval.start <= last.end {
            lastInterval?.end = max(last.end, interval.end)
        } else {
            earlierIntervals.append(last)
            lastInterval = interval
        }
    }

    /// Calls `body` with each stretch of time in which calls were in flight.
    func forEachBusy<Failure: Error>(
        _ body: (Interval) throws(Failure) -> Void
    ) throws(Failure) {
        guard let lastInterval else { return }
        if earlierIntervals.isEmpty { return try body(lastInterval) }
        for interval in Interval.union(earlierIntervals + [lastInterval]) { try body(interval) }
    }

    /// Starts anew after the tally was written.
    mutating func clear() {
        events = 0
        attemptsExpected = 0
        retries = 0
        latencies.clear()
        lastInterval = nil
        earlierIntervals.removeAll(keepingCapacity: true)
    }
}

/// How often each latency came.
///
/// Most series of a session with a great many have one event each: that takes no dictionary.
struct LatencyCounts {
    private var first: (latency: Int32, events: Int) = (0, 0)
    private var others: [Int32: Int] = [:]

    mutating func add(_ latency: Int32) {
        if first.events == 0 { first.latency = latency }
        if first.latency == latency {
            first.events += 1
        } else {
            others[latency, default: 0] += 1
        }
    }

    func forEach<Failure: Error>(
        _ body: (_ latency: Int32, _ events: Int) throws(Failure) -> Void
    ) throws(Failure) {
        if first.events > 0 { try body(first.latency, first.events) }
        for (latency, events) in others { try body(latency, events) }
    }

    mutating func clear() {
        first = (0, 0)
        others.removeAll(keepingCapacity: true)
    }
}
