import CSMAnalysis
import CSMEvents

/// What a rule is judged on: the calls and attempts of one operation, of all that was selected, or
/// of one mark.
struct Subject {
    struct Key: Hashable {
        /// `nil` where marks do not matter.
        var mark: String?
        /// `nil` for all operations together.
        var operation: Operation?
    }

    let key: Key
    /// Places of samples; those of a mark are places among the marked ones.
    var calls: [Int] = []
    var attempts: [Int] = []
}

/// Finds what a rule is about.
struct SubjectSearch {
    /// Of all sessions, one after another.
    let samples: [JudgedSample]

    init(_ sessions: [CheckedSession]) {
        var samples: [JudgedSample] = []
        for (place, session) in sessions.enumerated() {
            for sample in session.samples {
                samples.append(JudgedSample(sample, session: place, whole: samples.count))
            }
        }
        self.samples = samples
    }

    /// The subjects of a rule, those with the first events first.
    ///
    /// `events` are there where the rule goes by marks.
    func subjects(of rule: BudgetRule, _ events: JudgedEvents?) -> [Subject] {
        let isSelected = samples.map { $0.events > 0 && rule.selector.matches($0.labels) }
        var subjects: [Subject] = []
        var placeOfKey: [Subject.Key: Int] = [:]
        func add(_ sample: Int, _ judged: JudgedSample, mark: String?) {
            let key = Subject.Key(mark: mark, operation: rule.isTotal ? nil : judged.operation)
            let place = placeOfKey[key] ?? subjects.count
            if place == subjects.count {
                placeOfKey[key] = place
                subjects.append(Subject(key: key))
            }
            if judged.isCall {
                subjects[place].calls.append(sample)
            } else if judged.isAttempt {
                subjects[place].attempts.append(sample)
            }
        }
        guard rule.selector.isPerMark else {
            for (place, sample) in samples.enumerated()
            where isSelected[place] && (sample.isCall || sample.isAttempt) {
                add(place, sample, mark: nil)
            }
            return subjects
        }
        guard let events else { return [] }
        for (place, sample) in events.marked.enumerated() where isSelected[sample.whole] {
            for mark in sample.counts.marks { add(place, sample, mark: mark) }
        }
        return subjects + markedWithout(subjects, rule, events)
    }

    /// Marks without a single call: they too are judged, where all of a mark is.
    private func markedWithout(
        _ found: [Subject], _ rule: BudgetRule, _ events: JudgedEvents
    ) -> [Subject] {
        guard rule.isTotal else { return [] }
        var known = Set(found.compactMap(\.key.mark))
        return events.settings.flatMap(\.marks.names).filter { known.insert($0).inserted }
            .map { Subject(key: Subject.Key(mark: $0, operation: nil)) }
    }

    /// Every operation that was called or attempted, each once.
    var operations: [Operation] {
        var seen: Set<Operation> = []
        return samples.filter { $0.isCall || $0.isAttempt }
            .map(\.operation).filter { seen.insert($0).inserted }
    }
}
