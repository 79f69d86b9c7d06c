import CSMAnalysis
import CSMEvents

/// Which operations and which marks made up a count that was breached.
struct Shares {
    private let measurement: Measurement
    private let named: NamedOperations

    /// `nil` for what is no sum over calls or attempts.
    init?(_ measurement: Measurement, _ named: NamedOperations) {
        guard measurement.rule.metric.isSum else { return nil }
        self.measurement = measurement
        self.named = named
    }

    private var subject: Subject { measurement.subject }
    private var isPerMark: Bool { measurement.rule.selector.isPerMark }

    /// Empty where the count is of one operation anyway.
    var operations: [Share] {
        guard subject.key.operation == nil else { return [] }
        var counts: [String?: Int] = [:]
        var unnamed: Set<String> = []
        for place in subject.calls + subject.attempts {
            let sample = measurement.samples[place]
            let operation = sample.operation
            counts[operation.name, default: 0] += measurement.part(sample)
            if !named.isEmpty, !named.contains(operation.service, operation.api) {
                unnamed.insert(operation.name)
            }
        }
        return [Share](counts) { $0.map(unnamed.contains) ?? false }
    }

    /// Empty where the count is of one mark anyway, or nothing of it belongs to one.
    func marks(_ events: JudgedEvents, _ samples: [JudgedSample]) -> [Share] {
        guard !isPerMark else { return [] }
        let own = Set(subject.calls + subject.attempts)
        var counts: [String?: Int] = [:]
        var outside = own.reduce(0) { $0 + measurement.part(samples[$1]) }
        for sample in events.marked where own.contains(sample.whole) {
            let part = measurement.part(sample)
            outside -= part
            for mark in sample.counts.marks { counts[mark, default: 0] += part }
        }
        let marks = [Share](counts)
        return marks.isEmpty
            ? [] : marks + (outside > 0 ? [Share(name: nil, count: outside, hasNoRule: false)] : [])
    }
}

extension Metric {
    /// Whether each call or attempt adds to it on its own.
    fileprivate var isSum: Bool {
        switch self {
        case .calls, .attempts, .retries, .throttles, .errors: true
        case .errorRate, .retryRate, .minimum, .mean, .maximum, .percentile, .time, .burst,
            .new:
            false
        }
    }
}

extension Measurement {
    /// What a sample adds to the count.
    fileprivate func part(_ sample: JudgedSample) -> Int {
        let isCounted: Bool =
            switch rule.metric {
            case .calls: sample.isCall
            case .attempts: sample.isAttempt
            case .errors: sample.isCall && sample.labels.isError
            case .throttles: sample.isAttempt && sample.labels.isThrottle
            default: false
            }
        if rule.metric == .retries { return sample.isCall ? sample.counts.retries : 0 }
        return isCounted ? sample.events : 0
    }
}
