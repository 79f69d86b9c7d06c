import CSMAnalysis

/// Measures sessions, all of them together, by whatever rules ask for.
///
/// Most rules ask for counts. The events are read once, for all rules that ask for more.
struct Measures {
    let sessions: [CheckedSession]
    private let search: SubjectSearch
    /// Once something asked for them.
    private(set) var events: JudgedEvents?
    /// By the samples they are of, for many rules ask for the same.
    private var latencies: [LatenciesKey: SortedLatencies] = [:]

    private struct LatenciesKey: Hashable {
        let samples: [Int]
        let areMarked: Bool
    }

    init(_ sessions: [CheckedSession]) {
        self.sessions = sessions
        search = SubjectSearch(sessions)
    }

    /// Of all sessions, one after another.
    var samples: [JudgedSample] { search.samples }

    /// Every operation that was called or attempted, each once.
    var operations: [Operation] { search.operations }

    /// Whether a session has a mark, as far as its events were read.
    var hasMarks: Bool { events?.settings.contains { !$0.marks.isEmpty } ?? false }

    /// Throws what reading the sessions' events throws.
    mutating func readEvents() throws {
        if events == nil { events = try JudgedEvents(of: sessions, samples) }
    }

    /// A rule's subjects, measured, those with the first events first.
    ///
    /// Throws what reading the sessions' events throws.
    mutating func measurements(of rule: BudgetRule) throws -> [Measurement] {
        let isPerMark = rule.selector.isPerMark
        if isPerMark { try readEvents() }
        let subjects = search.subjects(of: rule, events)
        if subjects.isEmpty { return [] }
        var bursts: Bursts?
        if case .burst(let window) = rule.metric {
            try readEvents()
            bursts = events.map { events in
                Bursts(
                    of: subjects, within: Int64(window), isPerMark ? events.marked : samples,
                    in: events, isPerMark ? events.markedSampleOf : events.sampleOf)
            }
        }
        let asksForRetries = rule.metric == .retries || rule.metric == .retryRate
        let uncounted = asksForRetries ? try subjects.map { try self.uncounted($0, rule) } : []
        let measured = isPerMark ? events?.marked ?? [] : samples
        return subjects.enumerated().map { place, subject in
            var measurement = Measurement(rule: rule, subject: subject, samples: measured)
            if let bursts { measurement.burst = bursts.largest[place] }
            if asksForRetries { measurement.uncounted = uncounted[place] }
            if rule.metric.kind == .latency {
                measurement.latencies = latencies(
                    of: measurement.subjectSamples, areMarked: isPerMark, measured)
            }
            return measurement
        }
    }

    /// How many of a subject's calls do not say how many attempts they took.
    private mutating func uncounted(_ subject: Subject, _ rule: BudgetRule) throws -> Int {
        var sum = 0
        for place in subject.calls {
            if rule.selector.isPerMark {
                sum += events?.marked[place].counts.uncounted ?? 0
            } else if let known = samples[place].counts.uncounted {
                sum += known
            } else {
                try readEvents()
                sum += events?.uncounted[place] ?? 0
            }
        }
        return sum
    }

    private mutating func latencies(
        of places: [Int], areMarked: Bool, _ samples: [JudgedSample]
    ) -> SortedLatencies {
        let key = LatenciesKey(samples: places, areMarked: areMarked)
        if let known = latencies[key] { return known }
        var histogram = LatencyHistogram()
        for place in places { histogram.add(samples[place].counts.latencies) }
        let sorted = SortedLatencies(histogram)
        latencies[key] = sorted
        return sorted
    }
}
