import CSMEvents

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
    /// When the series' calls were in flight; of attempts nothing is kept.
    private var intervals: [Interval] = []

    init(id: Int64, sendsEndTimestamps: Bool) {
        self.id = id
        self.sendsEndTimestamps = sendsEndTimestamps
    }

    /// Counts an event that came at `arrival`, in microseconds since 1970.
    ///
    /// Returns when it started, in milliseconds since 1970, if its SDK said so.
    mutating func add(_ event: DecodedEvent, arrival: Int64) -> Int64? {
        let start = SDK.start(of: event, endTimestamp: sendsEndTimestamps)
        events += 1
        if let latency = event.latency { latencies[latency, default: 0] += 1 }
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
        if let last = intervals.last, last.start <= interval.start, interval.start <= last.end {
            intervals[intervals.count - 1].end = max(last.end, interval.end)
        } else {
            intervals.append(interval)
        }
    }

    /// The union of the intervals in which calls were in flight.
    var busy: [Interval] { intervals.count < 2 ? intervals : Interval.union(intervals) }

    /// Starts anew after the tally was written.
    mutating func clear() {
        events = 0
        attemptsExpected = 0
        retries = 0
        latencies.removeAll(keepingCapacity: true)
        intervals.removeAll(keepingCapacity: true)
    }
}
