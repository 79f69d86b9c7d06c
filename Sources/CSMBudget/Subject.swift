import CSMAnalysis
import CSMEvents

/// What a rule is judged on: the calls and attempts of one operation, of all that was selected, or
/// of one mark.
struct Subject {
    /// An event, by its session's place and its own in that session's trace.
    struct Reference: Hashable {
        let session: Int
        let place: Int
    }

    struct Key: Hashable {
        /// `nil` where marks do not matter.
        var mark: String?
        /// `nil` for all operations together.
        var operation: Operation?
    }

    let key: Key
    var calls: [Reference] = []
    var attempts: [Reference] = []
}

/// Finds what a rule is about.
struct SubjectSearch {
    let sessions: [CheckedSession]
    /// For each session the marks of each of its calls, and of its attempts.
    let marksOfCalls: [[[String]]]
    let marksOfAttempts: [[[String]]]

    /// `marks` says whether any rule goes by marks.
    init(_ sessions: [CheckedSession], marks: Bool) {
        self.sessions = sessions
        marksOfCalls = marks ? sessions.map { $0.marks.marks(of: $0.trace.calls) } : []
        marksOfAttempts = marks ? sessions.map { $0.marks.marks(of: $0.trace.attempts) } : []
    }

    /// The subjects of a rule, those with the first events first.
    func subjects(of rule: BudgetRule) -> [Subject] {
        var subjects: [Subject.Key: Subject] = [:]
        var order: [Subject.Key] = []
        func add(_ event: Subject.Reference, isCall: Bool, mark: String?, _ labels: EventLabels) {
            let operation = rule.isTotal ? nil : Operation(labels)
            let key = Subject.Key(mark: mark, operation: operation)
            if subjects[key] == nil {
                subjects[key] = Subject(key: key)
                order.append(key)
            }
            if isCall {
                subjects[key]?.calls.append(event)
            } else {
                subjects[key]?.attempts.append(event)
            }
        }
        for (index, session) in sessions.enumerated() {
            for (place, labels) in session.trace.labels.enumerated()
            where rule.selector.matches(labels) {
                let isCall = labels.level == .call
                let events = isCall ? session.callsByLabels : session.attemptsByLabels
                for event in events[place] {
                    let reference = Subject.Reference(session: index, place: event)
                    guard rule.selector.isPerMark else {
                        add(reference, isCall: isCall, mark: nil, labels)
                        continue
                    }
                    let marks = isCall ? marksOfCalls[index] : marksOfAttempts[index]
                    for mark in marks[event] {
                        add(reference, isCall: isCall, mark: mark, labels)
                    }
                }
            }
        }
        let found = order.compactMap { subjects[$0] }
        return rule.selector.isPerMark ? found + markedWithout(found, rule) : found
    }

    /// Marks without a single call: they too are judged, where all of a mark is.
    private func markedWithout(_ found: [Subject], _ rule: BudgetRule) -> [Subject] {
        guard rule.isTotal else { return [] }
        var known = Set(found.compactMap(\.key.mark))
        return sessions.flatMap(\.marks.names).filter { known.insert($0).inserted }
            .map { Subject(key: Subject.Key(mark: $0, operation: nil)) }
    }

    /// Every operation that was called or attempted, each once.
    var operations: [String] {
        var seen: Set<String> = []
        return sessions.flatMap(\.trace.labels)
            .filter { $0.level == .call || $0.level == .attempt }
            .map { Operation($0).name }.filter { seen.insert($0).inserted }
    }
}
