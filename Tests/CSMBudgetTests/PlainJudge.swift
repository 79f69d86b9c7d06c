import CSMAnalysis
import CSMBudget
import CSMEvents

/// What rules measure, found the plain way: every event is looked at anew for every rule.
struct PlainJudge {
    struct Event {
        let session: Int
        let labels: EventLabels
        let event: TimedEvent
        let marks: [String]

        var isCall: Bool { labels.level == .call }
        var operation: String { "\(labels.service).\(labels.api)" }
    }

    struct Figures: Equatable {
        var mark: String?
        var operation: String?
        var measured: Quantity?
        var count: Int
        /// What a breach shows.
        var worst: [String]
    }

    /// By session, by labels, then as they came.
    private let events: [Event]
    private let marks: [String]

    init(_ sessions: [MadeSession]) {
        events = sessions.enumerated().flatMap { number, session in
            let all = [session.calls, session.attempts].flatMap { events in
                zip(events, session.marks.marks(of: events, session.labels)).map { event, marks in
                    Event(
                        session: number, labels: session.labels[event.labels], event: event,
                        marks: marks)
                }
            }
            return all.sorted {
                ($0.event.labels, $0.event.sequence) < ($1.event.labels, $1.event.sequence)
            }
        }
        marks = sessions.flatMap(\.marks.names)
    }

    func figures(of rule: BudgetRule) -> [Figures] {
        let selected = events.filter { rule.selector.matches($0.labels) }
        var keys: [(mark: String?, operation: String?)] = []
        func add(_ mark: String?, _ operation: String?) {
            if !keys.contains(where: { $0 == (mark, operation) }) { keys.append((mark, operation)) }
        }
        for event in selected {
            let operation = rule.isTotal ? nil : event.operation
            let marks: [String?] = rule.selector.isPerMark ? event.marks : [nil]
            for mark in marks { add(mark, operation) }
        }
        if rule.selector.isPerMark, rule.isTotal {
            for mark in marks { add(mark, nil) }
        }
        return keys.map { mark, operation in
            let own = selected.filter { event in
                (mark.map { event.marks.contains($0) } ?? true)
                    && (operation.map { event.operation == $0 } ?? true)
            }
            let isOfAttempts = rule.selector.selectsAttempts
            return Figures(
                mark: mark, operation: operation, measured: quantity(own, rule),
                count: own.count { $0.isCall != isOfAttempts }, worst: worst(own, rule))
        }
    }

    private func quantity(_ own: [Event], _ rule: BudgetRule) -> Quantity? {
        let calls = own.filter(\.isCall)
        let attempts = own.filter { !$0.isCall }
        let errors = calls.count { $0.labels.isError }
        let retries = calls.reduce(0) { $0 + max(0, Int($1.event.attemptCount ?? 0) - 1) }
        let latencies = (rule.selector.selectsAttempts ? attempts : calls)
            .compactMap { $0.event.latency.map { Int($0) } }.sorted()
        let total = latencies.reduce(0, +)
        switch rule.metric {
        case .calls: return Quantity(calls.count)
        case .attempts: return Quantity(attempts.count)
        case .retries: return Quantity(retries)
        case .throttles: return Quantity(attempts.count { $0.labels.isThrottle })
        case .errors: return Quantity(errors)
        case .errorRate: return calls.isEmpty ? nil : Quantity(errors, over: calls.count)
        case .retryRate: return calls.isEmpty ? nil : Quantity(retries, over: calls.count)
        case .burst: return Quantity(burst(own, rule)?.count ?? 0)
        case .new: return nil
        case .minimum: return latencies.first.map { Quantity($0) }
        case .maximum: return latencies.last.map { Quantity($0) }
        case .mean: return latencies.isEmpty ? nil : Quantity(total, over: latencies.count)
        case .time: return latencies.isEmpty ? nil : Quantity(total)
        case .percentile(let percentile):
            if latencies.isEmpty { return nil }
            return Quantity(latencies[percentile.rank(of: latencies.count) - 1])
        }
    }

    /// Each call's window is counted.
    private func burst(_ own: [Event], _ rule: BudgetRule) -> [Event]? {
        guard case .burst(let window) = rule.metric else { return nil }
        let groups = Dictionary(grouping: own.filter(\.isCall)) { "\($0.session) \($0.operation)" }
        let bursts = groups.values.map { group in
            let calls = byStart(group)
            var best: [Event] = []
            for (place, first) in calls.enumerated() {
                let with = calls[place...].filter { start($0) - start(first) <= Int64(window) }
                if with.count > best.count { best = with }
            }
            return best
        }
        return bursts.min { left, right in
            (-left.count, left[0].event.sequence, left[0].session)
                < (-right.count, right[0].event.sequence, right[0].session)
        }
    }

    private func worst(_ own: [Event], _ rule: BudgetRule) -> [String] {
        let calls = own.filter(\.isCall)
        let attempts = own.filter { !$0.isCall }
        func beyondLimit(_ events: [Event]) -> [Event] {
            let limit = rule.limit.quantity.whole ?? 0
            return Array(byStart(events).dropFirst(min(limit, max(0, events.count - 1))))
        }
        func most(_ events: [Event], by value: (Event) -> Int32) -> [Event] {
            events.enumerated().sorted {
                (-value($0.element), $0.offset) < (-value($1.element), $1.offset)
            }.map(\.element)
        }
        var shown: [Event]
        switch rule.metric {
        case .minimum, .mean, .maximum, .percentile, .time:
            let timed = rule.selector.selectsAttempts ? attempts : calls
            shown = most(timed) { $0.event.latency ?? -1 }
        case .errors, .errorRate: shown = byStart(calls.filter(\.labels.isError))
        case .retries, .retryRate:
            shown = most(calls.filter { $0.event.attemptCount ?? 0 > 1 }) {
                $0.event.attemptCount ?? 0
            }
        case .throttles: shown = byStart(attempts.filter(\.labels.isThrottle))
        case .attempts: shown = beyondLimit(attempts)
        case .calls: shown = beyondLimit(calls)
        case .new: shown = []
        case .burst:
            shown = burst(own, rule) ?? []
            guard let first = shown.first else { return [] }
            let before = events.filter {
                $0.isCall && $0.session == first.session
                    && (start($0), $0.event.sequence) < (start(first), first.event.sequence)
            }.max { (start($0), $0.event.sequence) < (start($1), $1.event.sequence) }
            shown = (before.map { [$0] } ?? []) + shown.prefix(5)
            return shown.map(text)
        }
        return shown.prefix(5).map(text)
    }

    private func start(_ event: Event) -> Int64 { event.event.interval.start }

    private func byStart(_ events: [Event]) -> [Event] {
        events.enumerated().sorted {
            (start($0.element), $0.offset) < (start($1.element), $1.offset)
        }.map(\.element)
    }

    private func text(_ event: Event) -> String {
        Self.text(
            event.labels, start(event), event.event.latency, event.event.attemptCount)
    }

    static func text(
        _ labels: EventLabels, _ start: Int64, _ latency: Int32?, _ attempts: Int32?
    ) -> String {
        "\(labels.level) \(labels.service).\(labels.api) \(labels.status ?? 0) +\(start) "
            + "\(latency ?? -1) ms \(attempts ?? -1)"
    }
}
