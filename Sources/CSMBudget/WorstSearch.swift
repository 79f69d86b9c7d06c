import CSMAnalysis
import CSMEvents

/// Finds what breaches show, in one pass over the events for all of them.
struct WorstSearch {
    /// What is looked for; breaches that look for the same share it.
    private struct Key: Hashable {
        let samples: [Int]
        let areMarked: Bool
        let order: WorstList.Order
    }

    private var numbers: [Key: Int] = [:]
    private var keys: [Key] = []
    private var lists: [WorstList] = []

    var isEmpty: Bool { lists.isEmpty }

    /// Whether only a pass by the events' starts finds all.
    var goesByStarts: Bool { lists.contains(where: \.goesByStarts) }

    /// Adds a list of the events of some samples and returns its number.
    mutating func add(_ samples: [Int], areMarked: Bool, _ order: WorstList.Order) -> Int {
        let key = Key(samples: samples, areMarked: areMarked, order: order)
        if let number = numbers[key] { return number }
        numbers[key] = lists.count
        keys.append(key)
        lists.append(WorstList(order))
        return lists.count - 1
    }

    /// What was found for a list.
    func items(_ list: Int) -> [WorstList.Item] { lists[list].items }

    private func listsOf(marked: Bool, sampleCount: Int) -> SamplesOf {
        SamplesOf(
            keys.map { $0.areMarked == marked ? $0.samples : [] }, sampleCount: sampleCount)
    }

    /// Looks through events that were read.
    mutating func run(over events: JudgedEvents, sampleCount: Int) {
        let plain = listsOf(marked: false, sampleCount: sampleCount)
        let marked = listsOf(marked: true, sampleCount: events.marked.count)
        for (place, event) in events.events.enumerated() {
            let session = Int(events.sessionOf[place])
            plain.forEach(of: Int(events.sampleOf[place])) { list in
                lists[list].offer(event, session: session)
            }
            let sample = Int(events.markedSampleOf[place])
            if sample >= 0 {
                marked.forEach(of: sample) { list in lists[list].offer(event, session: session) }
            }
        }
    }

    /// Looks through the events as they are read, and returns each session's setting.
    mutating func run(over sessions: [CheckedSession]) throws -> [CheckedSession.Setting] {
        let sampleCount = sessions.reduce(0) { $0 + $1.samples.count }
        let plain = listsOf(marked: false, sampleCount: sampleCount)
        var settings: [CheckedSession.Setting] = []
        var first = 0
        for (place, session) in sessions.enumerated() {
            settings.append(
                try session.readEvents { event in
                    plain.forEach(of: first + event.labels) { list in
                        lists[list].offer(event, session: place)
                    }
                })
            first += session.samples.count
        }
        return settings
    }
}
