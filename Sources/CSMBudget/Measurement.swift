import CSMAnalysis
import CSMEvents

/// Measures a subject by a rule's metric.
struct Measurement {
    let rule: BudgetRule
    let subject: Subject
    /// What the subject is made of are places in it.
    let samples: [JudgedSample]
    /// Of the calls, or of the attempts where a host selects; only where the metric is of them.
    var latencies = SortedLatencies()
    /// Only where the metric is of them.
    var burst: Burst?
    /// Calls that do not say how many attempts they took; only where the metric is of them.
    var uncounted = 0
    /// What the rule allows, where that is known.
    var limit: Quantity?

    /// What latencies and the number of calls are of: calls, or attempts where a host selects.
    var subjectSamples: [Int] { rule.selector.selectsAttempts ? subject.attempts : subject.calls }

    /// How many they are.
    var events: Int { count(subjectSamples) }

    /// `nil` where there is nothing to measure.
    func quantity() -> Quantity? {
        let calls = count(subject.calls)
        switch rule.metric {
        case .calls: return Quantity(calls)
        case .attempts: return Quantity(count(subject.attempts))
        case .retries: return Quantity(retries)
        case .throttles: return Quantity(count(throttled))
        case .errors: return Quantity(count(failed))
        case .errorRate: return calls > 0 ? Quantity(count(failed), over: calls) : nil
        case .retryRate: return calls > 0 ? Quantity(retries, over: calls) : nil
        case .burst: return Quantity(burst?.count ?? 0)
        // It takes a baseline to tell.
        case .new: return nil
        case .minimum: return latencies.minimum.map { Quantity($0) }
        case .maximum: return latencies.maximum.map { Quantity($0) }
        case .mean:
            return latencies.count > 0 ? Quantity(latencies.total, over: latencies.count) : nil
        case .time: return latencies.count > 0 ? Quantity(latencies.total) : nil
        case .percentile(let percentile):
            return latencies.latency(at: percentile).map { Quantity($0) }
        }
    }

    /// Whether a percentile has fewer latencies than it takes to mean something.
    var hasFewCalls: Bool {
        guard case .percentile(let percentile) = rule.metric else { return false }
        return latencies.count < percentile.supportingCount
    }

    /// What the subject's own events do not say, though the metric asks for it.
    var gap: String? {
        switch rule.metric.kind {
        case .latency:
            let silent = events - latencies.count
            // Without any there is nothing to measure, which is said otherwise.
            return silent > 0 && latencies.count > 0 ? "calls without a latency: \(silent)" : nil
        case .count, .rate:
            return uncounted > 0 ? "calls without an attempt count: \(uncounted)" : nil
        }
    }

    private func count(_ places: [Int]) -> Int {
        places.reduce(0) { $0 + samples[$1].events }
    }

    private var retries: Int { subject.calls.reduce(0) { $0 + samples[$1].counts.retries } }

    private var failed: [Int] { subject.calls.filter { samples[$0].labels.isError } }

    private var throttled: [Int] { subject.attempts.filter { samples[$0].labels.isThrottle } }

    // MARK: What to show of a breach

    /// Which events tell most; `nil` where these are a burst's.
    var worst: (samples: [Int], order: WorstList.Order)? {
        switch rule.metric {
        case .minimum, .mean, .maximum, .percentile, .time: (subjectSamples, .slowest)
        case .errors, .errorRate: (failed, .earliest(after: 0))
        case .retries, .retryRate: (subject.calls, .mostAttempts)
        case .throttles: (throttled, .earliest(after: 0))
        case .attempts: (subject.attempts, .earliest(after: withinLimit(subject.attempts)))
        case .calls: (subject.calls, .earliest(after: withinLimit(subject.calls)))
        case .burst, .new: nil
        }
    }

    /// How many of them the limit allows, but not all.
    private func withinLimit(_ places: [Int]) -> Int {
        min(limit.map { $0.numerator / $0.denominator } ?? 0, max(0, count(places) - 1))
    }
}
