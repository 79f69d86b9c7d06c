public import CSMAnalysis
import CSMEvents
public import IAMPolicy
import SessionStore

extension SessionReader {
    /// The operations that sessions called, as far as `query` selects calls, and the sessions.
    ///
    /// Of operations without a recorded call the attempts tell.
    public func calledOperations(
        of references: [String], by query: StatisticsQuery
    ) throws -> (operations: [CalledOperation], sessions: [SessionOverview]) {
        let sessions = try named(references)
        for session in sessions { try session.refuse(query) }
        let choice = OperationChoice(only: query.only, not: query.not, resources: query.resources)
        var tally = CallTally()
        var isMarked = false
        for session in sessions {
            var samples: [SeriesSample]? = []
            if query.needsEvents, case .stored(let session) = session {
                samples = try session.markedSamples(query)
            } else {
                samples = try session.samples()
            }
            isMarked = isMarked || samples != nil
            let chosen = (samples ?? []).filter { choice.includes($0.labels) }
            for sample in chosen { tally.add(sample) }
            let isRefused = chosen.contains { AccessRefusal.code(of: $0.labels) != nil }
            if isRefused, case .stored(let session) = session {
                for (labels, message) in try session.refusalMessages(choice, query) {
                    tally.add(message: message, of: labels)
                }
            }
        }
        if let mark = query.mark, !isMarked {
            throw SelectionError.unknownMark(mark, sessions: sessions.map(\.id))
        }
        return (tally.operations, try sessions.map { try $0.overview() })
    }
}

extension StoredSession {
    /// What was said to its refused calls and attempts, in the order of arrival of either.
    fileprivate func refusalMessages(
        _ choice: OperationChoice, _ query: StatisticsQuery
    ) throws -> [(EventLabels, String)] {
        func isRefused(_ labels: EventLabels) -> Bool {
            choice.includes(labels) && AccessRefusal.code(of: labels) != nil
        }
        let events = try events(linking: false, isRefused)
        return (events.trace.calls + events.trace.attempts).compactMap { event in
            guard let message = event.message, query.includes(event, on: events.line) else {
                return nil
            }
            return (events.trace.labels[event.labels], message)
        }
    }
}

/// Calls and attempts, counted by operation.
private struct CallTally {
    private struct Name: Hashable {
        let service: String
        let api: String
    }

    private struct Counts {
        var calls = 0
        /// By level and code.
        var refusals: [EventLevel: [String: Int]] = [:]
        var message: String?
        var resources: Set<String> = []
    }

    private var counts: [Name: Counts] = [:]

    mutating func add(_ sample: SeriesSample) {
        let labels = sample.labels
        guard labels.level == .call || labels.level == .attempt, sample.events > 0 else { return }
        var own = counts[Name(service: labels.service, api: labels.api)] ?? Counts()
        if labels.level == .call { own.calls += sample.events }
        if let resource = labels.resource { own.resources.insert(resource) }
        if let code = AccessRefusal.code(of: labels) {
            own.refusals[labels.level, default: [:]][code, default: 0] += sample.events
        }
        counts[Name(service: labels.service, api: labels.api)] = own
    }

    /// Keeps the first message of each operation.
    mutating func add(message: String, of labels: EventLabels) {
        let name = Name(service: labels.service, api: labels.api)
        if counts[name]?.message == nil { counts[name]?.message = message }
    }

    var operations: [CalledOperation] {
        counts.map { name, own in
            let refusals = own.refusals[own.calls > 0 ? .call : .attempt] ?? [:]
            return CalledOperation(
                service: name.service, api: name.api, calls: own.calls,
                refusals: refusals.sorted { $0.key < $1.key }.map {
                    CalledOperation.Refusal(code: $0.key, calls: $0.value)
                },
                message: own.message, resources: own.resources.sorted())
        }
    }
}
