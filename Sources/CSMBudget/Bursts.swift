import CSMAnalysis
import CSMEvents

/// The most calls of one operation of one session that started no more than a window apart.
struct Burst {
    let count: Int
    /// The first of them, by their starts: places among the events.
    let calls: [Int]
}

/// The largest burst of each of some subjects, found in one pass over the events.
struct Bursts {
    /// By subject; `nil` for one without calls.
    let largest: [Burst?]

    private struct Group: Hashable {
        let subject: Int
        let session: Int
        let operation: Operation
    }

    /// `samples` are those that the subjects are made of, `sampleOf` those of the events.
    init(
        of subjects: [Subject], within window: Int64, _ samples: [JudgedSample],
        in events: JudgedEvents, _ sampleOf: [Int32]
    ) {
        var numbers: [Group: Int] = [:]
        var samplesOf: [[Int]] = []
        var groups: [Group] = []
        for (number, subject) in subjects.enumerated() {
            for sample in subject.calls {
                let group = Group(
                    subject: number, session: samples[sample].session,
                    operation: samples[sample].operation)
                let place = numbers[group] ?? groups.count
                if place == groups.count {
                    numbers[group] = place
                    groups.append(group)
                    samplesOf.append([])
                }
                samplesOf[place].append(sample)
            }
        }
        var sweeps = groups.map { _ in Sweep(window: window) }
        let groupsOf = SamplesOf(samplesOf, sampleCount: samples.count)
        for (place, sample) in sampleOf.enumerated() where sample >= 0 {
            groupsOf.forEach(of: Int(sample)) { group in
                sweeps[group].add(place, startedAt: events.events[place].interval.start)
            }
        }
        var largest = [Burst?](repeating: nil, count: subjects.count)
        for (group, sweep) in zip(groups, sweeps) {
            let burst = sweep.burst
            guard let own = burst.calls.first else { continue }
            // Of equal ones the first, so that the same session gives the same report.
            if let known = largest[group.subject] {
                let (sequence, other) = (
                    events.events[own].sequence, events.events[known.calls[0]].sequence
                )
                guard (burst.count, -sequence) > (known.count, -other) else { continue }
            }
            largest[group.subject] = burst
        }
        self.largest = largest
    }

    /// A window that moves along some calls, by their starts.
    private struct Sweep {
        let window: Int64
        /// Their places among the events, and their starts.
        private var calls: [(place: Int32, start: Int64)] = []
        /// The first of those in the window.
        private var first = 0
        private var best = 0..<0

        init(window: Int64) { self.window = window }

        mutating func add(_ place: Int, startedAt start: Int64) {
            calls.append((Int32(place), start))
            while start - calls[first].start > window { first += 1 }
            if calls.count - first > best.count { best = first..<calls.count }
        }

        var burst: Burst {
            Burst(
                count: best.count,
                calls: calls[best].prefix(WorstList.most).map { Int($0.place) })
        }
    }
}
