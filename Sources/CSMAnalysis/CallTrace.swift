public import CSMEvents

/// The calls of a session, with the attempts they are made of.
public struct CallTrace: Sendable {
    public let calls: [TimedEvent]
    public let attempts: [TimedEvent]
    /// For each attempt, which call it belongs to: a place in `calls`.
    public let links: [AttemptLinks.Link]
    /// What the events' `labels` are places in.
    public let labels: [EventLabels]

    /// `attempts` may be left empty where nobody asks for them; without `linking` none is linked.
    public init(
        calls: [TimedEvent], attempts: [TimedEvent], labels: [EventLabels], linking: Bool = true
    ) {
        self.calls = calls
        self.attempts = attempts
        self.labels = labels
        links =
            linking
            ? Self.links(calls, attempts, labels)
            : Array(repeating: .none, count: attempts.count)
    }

    /// What an attempt and its call have in common.
    private struct Group: Hashable {
        let client: String?
        let service: String
        let api: String
    }

    private static func links(
        _ calls: [TimedEvent], _ attempts: [TimedEvent], _ labels: [EventLabels]
    ) -> [AttemptLinks.Link] {
        guard !attempts.isEmpty else { return [] }
        var numbers: [Group: Int] = [:]
        let groupOfLabels = labels.map { labels in
            let group = Group(client: labels.clientID, service: labels.service, api: labels.api)
            let number = numbers[group] ?? numbers.count
            numbers[group] = number
            return number
        }
        var callsOf = [[Int]](repeating: [], count: numbers.count)
        var attemptsOf = callsOf
        for (place, call) in calls.enumerated() {
            callsOf[groupOfLabels[call.labels]].append(place)
        }
        for (place, attempt) in attempts.enumerated() {
            attemptsOf[groupOfLabels[attempt.labels]].append(place)
        }
        var links = [AttemptLinks.Link](repeating: .none, count: attempts.count)
        for (own, theirs) in zip(callsOf, attemptsOf) {
            let found = AttemptLinks(
                calls: own.map { calls[$0] }, attempts: theirs.map { attempts[$0] })
            for (attempt, link) in zip(theirs, found.links) {
                if case .call(let call) = link {
                    links[attempt] = .call(own[call])
                } else {
                    links[attempt] = link
                }
            }
        }
        return links
    }
}
