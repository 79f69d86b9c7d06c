import CSMAnalysis

/// Judges sessions, all of them together, by a budget.
///
/// Most rules are judged by counts. The events are read once, for all rules that ask for more, and
/// once for all breaches.
public struct Judge {
    private let sessions: [CheckedSession]
    private let search: SubjectSearch
    private let isStrict: Bool
    private let calls: Int
    /// Why the sessions' figures may be less than what happened.
    private let gaps: [String]
    private var attemptCounts: [Operation: CheckedSession.AttemptCounts] = [:]
    /// Once a rule asked for them.
    private var events: JudgedEvents?
    /// By the samples they are of, for many rules ask for the same.
    private var latencies: [LatenciesKey: SortedLatencies] = [:]
    private var breaches: Breaches

    /// In the order of the rules; at least one for each.
    public private(set) var verdicts: [Verdict] = []

    /// `isStrict` takes a percentile of too few calls for no verdict.
    ///
    /// Throws what reading the sessions' events throws.
    public init(_ sessions: [CheckedSession], by budget: Budget, isStrict: Bool) throws {
        self.sessions = sessions
        search = SubjectSearch(sessions)
        self.isStrict = isStrict
        breaches = Breaches(budget.namedOperations)
        calls = sessions.reduce(0) { $0 + $1.callCount }
        gaps = sessions.compactMap(\.gap)
        for (operation, counts) in sessions.flatMap(\.attemptCounts) {
            attemptCounts[operation, default: .init()] += counts
        }
        for rule in budget.rules { try judge(rule) }
        if breaches.needEvents { try readEvents() }
        try breaches.show(in: &verdicts, of: sessions, search.samples, events)
    }

    private mutating func judge(_ rule: BudgetRule) throws {
        guard calls > 0 else {
            verdicts.append(nothing(rule, .none, "no call was recorded"))
            return
        }
        let blind = BlindSpots(of: rule, in: search.samples, gaps: gaps, counts: attemptCounts)
        if rule.selector.isPerMark { try readEvents() }
        let subjects = search.subjects(of: rule, events)
        guard subjects.isEmpty else { return try judge(rule, subjects, blind) }
        verdicts.append(nothing(rule, blind))
    }

    private mutating func readEvents() throws {
        if events == nil { events = try JudgedEvents(of: sessions, search.samples) }
    }

    // MARK: Rules without a subject

    private func nothing(_ rule: BudgetRule, _ blind: BlindSpots) -> Verdict {
        if let gap = blind.reason(nil) { return nothing(rule, .none, gap) }
        let hasSubject = !rule.selector.isPerMark || hasMarks
        if hasSubject, let fewest = rule.fewestCalls, fewest > 0 {
            return nothing(rule, .notApplied, unmatched(rule))
        }
        guard rule.isMetByNothing, hasSubject else { return nothing(rule, .none, unmatched(rule)) }
        // What is met needs no word, unless its selector looks like a mistake.
        return nothing(rule, .met, nearest(rule) == nil ? nil : unmatched(rule))
    }

    private func nothing(
        _ rule: BudgetRule, _ outcome: Verdict.Outcome, _ reason: String?
    ) -> Verdict {
        Verdict(
            rule: rule, operation: nil, mark: nil, outcome: outcome, measured: nil, calls: 0,
            reason: reason, hasFewCalls: false)
    }

    // MARK: Subjects

    private struct LatenciesKey: Hashable {
        let samples: [Int]
        let areMarked: Bool
    }

    private mutating func judge(
        _ rule: BudgetRule, _ subjects: [Subject], _ blind: BlindSpots
    ) throws {
        let isPerMark = rule.selector.isPerMark
        var bursts: Bursts?
        if case .burst(let window) = rule.metric {
            try readEvents()
            bursts = events.map { events in
                Bursts(
                    of: subjects, within: Int64(window), isPerMark ? events.marked : search.samples,
                    in: events, isPerMark ? events.markedSampleOf : events.sampleOf)
            }
        }
        let asksForRetries = rule.metric == .retries || rule.metric == .retryRate
        let uncounted = asksForRetries ? try subjects.map { try self.uncounted($0, rule) } : []
        let samples = isPerMark ? events?.marked ?? [] : search.samples
        for (place, subject) in subjects.enumerated() {
            var measurement = Measurement(rule: rule, subject: subject, samples: samples)
            if let bursts { measurement.burst = bursts.largest[place] }
            if asksForRetries { measurement.uncounted = uncounted[place] }
            if rule.metric.kind == .latency {
                measurement.latencies = latencies(
                    of: measurement.subjectSamples, areMarked: isPerMark, samples)
            }
            let verdict = judge(measurement, blind)
            if verdict.outcome == .breached { breaches.add(measurement, verdict: verdicts.count) }
            verdicts.append(verdict)
        }
    }

    /// How many of a subject's calls do not say how many attempts they took.
    private mutating func uncounted(_ subject: Subject, _ rule: BudgetRule) throws -> Int {
        var sum = 0
        for place in subject.calls {
            if rule.selector.isPerMark {
                sum += events?.marked[place].counts.uncounted ?? 0
            } else if let known = search.samples[place].counts.uncounted {
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

    private func judge(_ measurement: Measurement, _ blind: BlindSpots) -> Verdict {
        let (rule, subject) = (measurement.rule, measurement.subject)
        let measured = measurement.quantity()
        let calls = measurement.events
        var verdict = Verdict(
            rule: rule, operation: subject.key.operation?.name, mark: subject.key.mark,
            outcome: .none, measured: measured, calls: calls, hasFewCalls: measurement.hasFewCalls)
        let gap = blind.reason(subject.key.operation) ?? measurement.gap
        if let fewest = rule.fewestCalls, calls < fewest {
            // With what was not seen there may have been enough.
            verdict.outcome = gap == nil ? .notApplied : .none
            verdict.reason = gap ?? "fewer than \(fewest) calls"
            return verdict
        }
        if calls == 0, subject.key.mark != nil, rule.metric.kind != .count {
            verdict.outcome = .notApplied
            verdict.reason = "no call belongs to it"
            return verdict
        }
        guard let measured else {
            verdict.reason =
                rule.metric.kind == .latency ? "no latency was recorded" : "there was no call"
            return verdict
        }
        if isStrict, verdict.hasFewCalls {
            verdict.reason = "too few calls for \(rule.metric.text)"
            return verdict
        }
        let holds = rule.comparison.holds(measured, rule.limit.quantity)
        if let gap, !isCertain(holds, rule, measured) {
            verdict.reason = gap
            return verdict
        }
        verdict.outcome = holds ? .met : .breached
        return verdict
    }

    /// Whether more data could not change the answer.
    ///
    /// A count, a sum and a maximum only grow, a minimum only falls. Of the others what was seen
    /// may breach, but what was not seen never passes.
    private func isCertain(_ holds: Bool, _ rule: BudgetRule, _ measured: Quantity) -> Bool {
        let limit = rule.limit.quantity
        let grows =
            rule.metric.kind == .count || rule.metric == .time || rule.metric == .maximum
        guard grows || rule.metric == .minimum else { return !holds }
        return switch rule.comparison {
        case .atMost, .below: holds != grows
        case .atLeast, .above: holds == grows
        case .equal, .unequal: grows ? measured > limit : measured < limit
        }
    }

    private var hasMarks: Bool { events?.settings.contains { !$0.marks.isEmpty } ?? false }

    /// Why nothing matched, with what was perhaps meant.
    private func unmatched(_ rule: BudgetRule) -> String {
        if rule.selector.isPerMark, !hasMarks {
            return "no mark was recorded"
        }
        let what = rule.selector.selectsAttempts ? "attempt" : "call"
        return "no \(what) matches"
            + (nearest(rule).map { "; the nearest operation seen is \($0.name)" } ?? "")
    }

    /// An operation that was perhaps meant by a selector.
    private func nearest(_ rule: BudgetRule) -> Operation? {
        rule.selector.operationText.flatMap {
            Suggestion.operation($0, among: search.operations)
        }
    }
}
