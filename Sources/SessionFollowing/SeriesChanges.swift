public import CSMAnalysis
import CSMEvents
public import CSMLive
public import SessionStore

/// What comes of a session's operations from one look at its series to the next.
///
/// Exact, and as cheap for a million calls a second as for one: what is read are counts that the
/// recorder keeps, not events.
public final class SeriesChanges {
    /// What of a series was counted so far.
    private struct Known {
        /// `nil` for what is not counted.
        let operation: OperationName?
        let isCall: Bool
        let isError: Bool
        let isThrottle: Bool
        let isSpan: Bool
        var events = 0
        var attemptsExpected = 0
        /// Ascending.
        var latencies: [(milliseconds: Int, events: Int)] = []

        init(_ labels: EventLabels?, _ choice: OperationChoice) {
            isCall = labels?.level == .call
            isError = labels?.isError ?? false
            isThrottle = labels?.isThrottle ?? false
            isSpan = labels?.isSpan ?? false
            guard let labels, labels.level == .call || labels.level == .attempt,
                choice.includes(labels)
            else {
                operation = nil
                return
            }
            operation = OperationName(service: labels.service, api: labels.api)
        }
    }

    private let feed: SeriesFeed
    private let choice: OperationChoice
    /// Whether events may move from one series to another, so that a count that is the same may be
    /// of others.
    private let mayMove: () throws(StoreError) -> Bool
    private var known: [Int64: Known] = [:]

    /// Of the session of that number, its operations that `choice` takes.
    ///
    /// `mayMove` tells whether spans are joined to its events.
    public init(
        of session: Int64, in store: SessionStore, _ choice: OperationChoice,
        mayMove: @escaping () throws(StoreError) -> Bool
    ) throws(StoreError) {
        feed = try SeriesFeed(of: session, in: store)
        self.choice = choice
        self.mayMove = mayMove
    }

    /// What has come since this was last asked.
    public func next() throws(StoreError) -> [OperationName: OperationChange] {
        var changes: [OperationName: OperationChange] = [:]
        let mayMove = try mayMove()
        var seen: Set<Int64>? = mayMove ? [] : nil
        try feed.forEachSeries { (look) throws(StoreError) in
            seen?.insert(look.id)
            var series: Known
            if let old = known[look.id] {
                series = old
            } else {
                series = Known(try feed.labels(of: look.id), choice)
            }
            guard let operation = series.operation, mayMove || look.events != series.events
            else { return known[look.id] = series }
            let latencies = series.isCall ? try feed.latencies(of: look.id) : []
            count(&series, look.events, look.attemptsExpected, latencies) {
                changes[operation, default: OperationChange()].add($0)
            }
            known[look.id] = series
        }
        // A series that lost all its events to others goes when the session ends.
        if let seen, seen.count < known.count {
            for (id, series) in known where !seen.contains(id) {
                var series = series
                if let operation = series.operation {
                    count(&series, 0, 0, []) {
                        changes[operation, default: OperationChange()].add($0)
                    }
                }
                known[id] = nil
            }
        }
        return changes.filter { !$0.value.isEmpty }
    }

    private func count(
        _ series: inout Known, _ events: Int, _ attemptsExpected: Int,
        _ latencies: [(milliseconds: Int, events: Int)], _ add: (OperationChange) -> Void
    ) {
        var change = OperationChange()
        let more = events - series.events
        if series.isCall {
            change.calls = more
            if series.isError { change.errors = more }
            if !series.isSpan {
                change.openAttempts = series.attemptsExpected - attemptsExpected
            }
            for (latency, count) in latencies { change.add(latency: Int32(latency), count: count) }
            for (latency, count) in series.latencies {
                change.add(latency: Int32(latency), count: -count)
            }
        } else {
            if series.isThrottle { change.throttles = more }
            if !series.isSpan {
                change.attempts = more
                change.openAttempts = more
            }
        }
        series.events = events
        series.attemptsExpected = attemptsExpected
        series.latencies = latencies
        add(change)
    }

    /// What came lately, to be asked once after the first look, in the same snapshot: for each
    /// so many microseconds of the time since `since`, when they ended and what came in them.
    ///
    /// Times are in microseconds since the session's start. Of no more than `limit` events it is read
    /// what they were; the time from which on that is all there was comes with it.
    public func recent(
        since: Int64, each length: Int64, limit: Int
    ) throws(StoreError) -> (
        since: Int64, parts: [(end: Int64, changes: [OperationName: OperationChange])]
    ) {
        var parts: [Int64: [OperationName: OperationChange]] = [:]
        var count = 0
        var earliest = since
        try feed.forEachRecentEvent(limit: limit) { event in
            guard event.arrival > since else { return false }
            count += 1
            earliest = event.arrival
            guard let series = known[event.series], let operation = series.operation else {
                return true
            }
            var one = series
            one.events = 0
            one.attemptsExpected = 0
            one.latencies = []
            self.count(
                &one, 1, Int(event.attemptCount ?? 0),
                event.latency.map { series.isCall ? [(Int($0), 1)] : [] } ?? []
            ) { change in
                let end = (event.arrival + length - 1) / length * length
                parts[end, default: [:]][operation, default: OperationChange()].add(change)
            }
            return true
        }
        let sorted = parts.sorted { $0.key < $1.key }.map { (end: $0.key, changes: $0.value) }
        return (count < limit ? since : earliest, sorted)
    }
}
