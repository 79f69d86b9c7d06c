import CSMAnalysis
import CSMEvents
import CSMReport

/// What failed, grouped by how: calls, and attempts that a call may have got over.
struct FailureTally {
    struct Group {
        let outcome: String
        let service: String
        let api: String
        var calls = 0
        var attempts = 0
        var throttles = 0
        /// The first one's that has any.
        var message: String?
        /// Of the first one, in milliseconds from the time line's start, and its session.
        var firstOffset: Int64?
        var session: String
    }

    private struct Key: Hashable {
        let outcome: String
        let service: String
        let api: String
    }

    /// So that no number of exceptions makes the page large.
    private static let most = 300

    private var groups: [Key: Group] = [:]

    mutating func add(_ calls: RecordedCalls) {
        let labels = calls.trace.labels
        func order(_ events: [TimedEvent]) -> [TimedEvent] {
            events.filter { labels[$0.labels].isError || labels[$0.labels].isThrottle }.sorted {
                ($0.interval.start, $0.sequence) < ($1.interval.start, $1.sequence)
            }
        }
        for event in order(calls.trace.calls) + order(calls.trace.attempts) {
            let own = labels[event.labels]
            let text = event.outcome(own, PageStyle.text)
            let outcome = text.hasPrefix("✗ ") ? String(text.dropFirst(2)) : text
            let key = Key(outcome: outcome, service: own.service, api: own.api)
            var group =
                groups[key]
                ?? Group(
                    outcome: outcome, service: own.service, api: own.api,
                    session: calls.session.id)
            if own.level == .call { group.calls += 1 } else { group.attempts += 1 }
            if own.isThrottle, own.level == .attempt { group.throttles += 1 }
            if group.message == nil { group.message = event.message }
            if group.session == calls.session.id, calls.line.hasPlace(event) {
                let offset = event.interval.start - calls.line.interval.start
                group.firstOffset = min(group.firstOffset ?? offset, offset)
            }
            groups[key] = group
        }
    }

    var isEmpty: Bool { groups.isEmpty }

    /// Those of one outcome together, the most frequent first; of these what failed calls.
    var ordered: (shown: [Group], omitted: Int) {
        var callsOf: [String: (Int, Int)] = [:]
        for group in groups.values {
            let (calls, attempts) = callsOf[group.outcome] ?? (0, 0)
            callsOf[group.outcome] = (calls + group.calls, attempts + group.attempts)
        }
        let all = groups.values.sorted { left, right in
            let first = callsOf[left.outcome] ?? (0, 0)
            let second = callsOf[right.outcome] ?? (0, 0)
            if first != second { return first > second }
            if left.outcome != right.outcome { return left.outcome < right.outcome }
            if (left.calls, left.attempts) != (right.calls, right.attempts) {
                return (left.calls, left.attempts) > (right.calls, right.attempts)
            }
            return (left.service, left.api) < (right.service, right.api)
        }
        return (Array(all.prefix(Self.most)), max(0, all.count - Self.most))
    }
}
