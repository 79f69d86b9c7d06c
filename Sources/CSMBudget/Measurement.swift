import CSMAnalysis
import CSMEvents

/// Measures a subject by a rule's metric.
struct Measurement {
    typealias Reference = Subject.Reference

    let sessions: [CheckedSession]
    let rule: BudgetRule
    let subject: Subject

    /// What latencies and the number of calls are of: calls, or attempts where a host selects.
    var events: [Reference] { rule.selector.selectsAttempts ? subject.attempts : subject.calls }

    /// `nil` where there is nothing to measure.
    func quantity() -> Quantity? {
        let calls = subject.calls.count
        switch rule.metric {
        case .calls: return Quantity(calls)
        case .attempts: return Quantity(subject.attempts.count)
        case .retries: return Quantity(retries)
        case .throttles: return Quantity(throttled.count)
        case .errors: return Quantity(failed.count)
        case .errorRate: return calls > 0 ? Quantity(failed.count, over: calls) : nil
        case .retryRate: return calls > 0 ? Quantity(retries, over: calls) : nil
        case .burst: return Quantity(burst?.calls.count ?? 0)
        case .minimum: return histogram.minimum.map { Quantity($0) }
        case .maximum: return histogram.maximum.map { Quantity($0) }
        case .mean:
            let histogram = histogram
            return histogram.count > 0 ? Quantity(histogram.total, over: histogram.count) : nil
        case .time:
            let histogram = histogram
            return histogram.count > 0 ? Quantity(histogram.total) : nil
        case .percentile(let percentile):
            return histogram.latencies(at: [percentile])[0].map { Quantity($0) }
        }
    }

    /// Whether a percentile has fewer latencies than it takes to mean something.
    var hasFewCalls: Bool {
        guard case .percentile(let percentile) = rule.metric else { return false }
        return histogram.count < percentile.supportingCount
    }

    /// What the subject's own events do not say, though the metric asks for it.
    var gap: String? {
        let silent: Int
        switch rule.metric.kind {
        case .latency:
            silent = events.count { timed($0).latency == nil }
            // Without any there is nothing to measure, which is said otherwise.
            return silent > 0 && silent < events.count ? "calls without a latency: \(silent)" : nil
        case .count, .rate:
            guard rule.metric == .retries || rule.metric == .retryRate else { return nil }
            silent = subject.calls.count { call($0).attemptCount == nil }
            return silent > 0 ? "calls that do not count their attempts: \(silent)" : nil
        }
    }

    private var histogram: LatencyHistogram {
        var histogram = LatencyHistogram()
        for event in events {
            if let latency = timed(event).latency { histogram.add(milliseconds: Int(latency)) }
        }
        return histogram
    }

    private var retries: Int {
        subject.calls.reduce(0) { $0 + max(0, Int(call($1).attemptCount ?? 0) - 1) }
    }

    private var failed: [Reference] { subject.calls.filter { labels(ofCall: $0).isError } }

    private var throttled: [Reference] {
        subject.attempts.filter { labels(ofAttempt: $0).isThrottle }
    }

    /// The largest burst of one operation of one session.
    private var burst: Burst? {
        guard case .burst(let window) = rule.metric else { return nil }
        struct Key: Hashable {
            let session: Int
            let operation: Operation
        }
        var groups: [Key: [Reference]] = [:]
        for reference in subject.calls {
            let key = Key(
                session: reference.session, operation: Operation(labels(ofCall: reference)))
            groups[key, default: []].append(reference)
        }
        let bursts = groups.values.compactMap { calls in
            Burst(calls, within: Int64(window)) { call($0).interval.start }
        }
        // Of equal ones the first, so that the same session gives the same report.
        return bursts.max {
            ($0.calls.count, -call($0.calls[0]).sequence)
                < ($1.calls.count, -call($1.calls[0]).sequence)
        }
    }

    // MARK: What to show of a breach

    /// How many calls a breach shows.
    private static let mostShown = 5

    /// The calls or attempts that a breach is about, those that tell most first.
    func worst() -> [WorstCall] {
        switch rule.metric {
        case .minimum, .mean, .maximum, .percentile, .time:
            let slowest = events.sorted { timed($0).latency ?? -1 > timed($1).latency ?? -1 }
            return shown(slowest)
        case .errors, .errorRate: return shown(byStart(failed))
        case .retries, .retryRate:
            let retried = subject.calls.filter { call($0).attemptCount ?? 0 > 1 }
            return shown(
                retried.sorted { call($0).attemptCount ?? 0 > call($1).attemptCount ?? 0 })
        case .throttles: return shown(attempts: throttled)
        case .attempts:
            let ordered = subject.attempts.sorted {
                attempt($0).interval.start < attempt($1).interval.start
            }
            return shown(attempts: beyondLimit(ordered))
        case .calls: return shown(beyondLimit(byStart(subject.calls)))
        case .burst: return shownBurst()
        }
    }

    /// The run of calls, and the call before it, which may be what they belong to.
    private func shownBurst() -> [WorstCall] {
        guard let burst, let first = burst.calls.first else { return [] }
        let session = sessions[first.session]
        func order(_ place: Int) -> (Int64, Int64) {
            let call = session.trace.calls[place]
            return (call.interval.start, call.sequence)
        }
        let before = session.trace.calls.indices
            .filter { order($0) < order(first.place) }.max { order($0) < order($1) }
        var shown = self.shown(burst.calls)
        if let before {
            var call = worst(Reference(session: first.session, place: before), isAttempt: false)
            call.isBefore = true
            shown.insert(call, at: 0)
        }
        return shown
    }

    private func beyondLimit(_ events: [Reference]) -> [Reference] {
        let limit = rule.limit.quantity.whole ?? 0
        return Array(events.dropFirst(min(limit, max(0, events.count - 1))))
    }

    private func byStart(_ calls: [Reference]) -> [Reference] {
        calls.sorted { call($0).interval.start < call($1).interval.start }
    }

    private func shown(_ events: [Reference]) -> [WorstCall] {
        let isAttempt = rule.selector.selectsAttempts
        return events.prefix(Self.mostShown).map { worst($0, isAttempt: isAttempt) }
    }

    private func shown(attempts: [Reference]) -> [WorstCall] {
        let ordered = attempts.sorted { attempt($0).interval.start < attempt($1).interval.start }
        return ordered.prefix(Self.mostShown).map { worst($0, isAttempt: true) }
    }

    private func worst(_ reference: Reference, isAttempt: Bool) -> WorstCall {
        let session = sessions[reference.session]
        let event = isAttempt ? attempt(reference) : call(reference)
        return WorstCall(
            session: session.overview.id, labels: session.trace.labels[event.labels],
            offset: event.interval.start - session.line.interval.start, latency: event.latency,
            attemptCount: event.attemptCount)
    }

    // MARK: Events

    private func call(_ reference: Reference) -> TimedEvent {
        sessions[reference.session].trace.calls[reference.place]
    }

    private func attempt(_ reference: Reference) -> TimedEvent {
        sessions[reference.session].trace.attempts[reference.place]
    }

    private func timed(_ reference: Reference) -> TimedEvent {
        rule.selector.selectsAttempts ? attempt(reference) : call(reference)
    }

    private func labels(ofCall reference: Reference) -> EventLabels {
        sessions[reference.session].trace.labels[call(reference).labels]
    }

    private func labels(ofAttempt reference: Reference) -> EventLabels {
        sessions[reference.session].trace.labels[attempt(reference).labels]
    }
}

/// The most of some calls that started no more than a window apart.
struct Burst {
    /// By their starts.
    let calls: [Subject.Reference]

    /// `nil` for no calls.
    init?(
        _ calls: [Subject.Reference], within window: Int64,
        start: (Subject.Reference) -> Int64
    ) {
        let timed = calls.map { ($0, start($0)) }.sorted { $0.1 < $1.1 }
        var best: Range<Int> = 0..<0
        var first = 0
        for (index, call) in timed.enumerated() {
            while call.1 - timed[first].1 > window { first += 1 }
            if index + 1 - first > best.count { best = first..<index + 1 }
        }
        if best.isEmpty { return nil }
        self.calls = timed[best].map(\.0)
    }
}
