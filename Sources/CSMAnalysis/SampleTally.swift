import CSMEvents

/// A sample while its events are counted.
struct SampleTally {
    private var events = 0
    private var attemptsExpected = 0
    private var retries = 0
    private var uncounted = 0
    private var latencies = LatencyHistogram()
    private var busy: [Interval] = []

    mutating func add(_ event: TimedEvent, isCall: Bool) {
        events += 1
        if let latency = event.latency { latencies.add(milliseconds: Int(latency)) }
        guard isCall else { return }
        if event.latency != nil { extend(by: event.interval) }
        guard let attempts = event.attemptCount else {
            uncounted += 1
            return
        }
        attemptsExpected += Int(attempts)
        retries += max(0, Int(attempts) - 1)
    }

    /// Most calls join the last one, if they come by their starts.
    private mutating func extend(by interval: Interval) {
        if let last = busy.last, last.start <= interval.start, interval.start <= last.end {
            busy[busy.count - 1].end = max(last.end, interval.end)
        } else {
            busy.append(interval)
        }
    }

    func sample(_ labels: EventLabels, session: String, marks: [String] = []) -> SeriesSample {
        SeriesSample(
            session: session, labels: labels, events: events, attemptsExpected: attemptsExpected,
            retries: retries, latencies: latencies, busy: busy, marks: marks, uncounted: uncounted)
    }
}
