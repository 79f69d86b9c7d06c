import CSMAnalysis
import CSMEvents

/// The calls and attempts of all judged sessions, read once for all rules that ask for more than
/// counts.
struct JudgedEvents {
    /// By their starts; those of one start by session, by labels, then as they came.
    private(set) var events: [TimedEvent] = []
    /// For each event, the place of its session.
    private(set) var sessionOf: [Int32] = []
    /// For each event, the place of its sample.
    private(set) var sampleOf: [Int32] = []
    /// For each event, the place of its sample in `marked`; below 0 where it has no mark.
    private(set) var markedSampleOf: [Int32] = []
    /// Events that share their labels and marks, with one mark at least, as counts.
    private(set) var marked: [JudgedSample] = []
    /// For each sample, how many calls do not say how many attempts they took.
    private(set) var uncounted: [Int]
    /// For each session.
    private(set) var settings: [CheckedSession.Setting] = []

    /// `samples` are those of all sessions, one after another.
    init(of sessions: [CheckedSession], _ samples: [JudgedSample]) throws {
        uncounted = Array(repeating: 0, count: samples.count)
        var first = 0
        for (place, session) in sessions.enumerated() {
            try append(session, place, firstSample: first)
            first += session.samples.count
        }
        if sessions.count > 1 { order() }
    }

    private mutating func append(
        _ session: CheckedSession, _ place: Int, firstSample: Int
    ) throws {
        var read: [TimedEvent] = []
        let setting = try session.readEvents { read.append($0) }
        settings.append(setting)
        let events = Self.byStart(read)
        let samples = MarkedSamples(
            of: events, session.samples.map(\.labels), setting.marks, session: session.overview.id)
        let firstMarked = marked.count
        for (sample, labels) in zip(samples.samples, samples.labels) {
            marked.append(JudgedSample(sample, session: place, whole: firstSample + labels))
        }
        for (event, sample) in zip(events, samples.sampleOf) {
            markedSampleOf.append(sample.map { Int32(firstMarked + $0) } ?? -1)
            sampleOf.append(Int32(firstSample + event.labels))
            if event.attemptCount == nil { uncounted[firstSample + event.labels] += 1 }
        }
        sessionOf += Array(repeating: Int32(place), count: events.count)
        self.events += events
    }

    private static func byStart(_ events: [TimedEvent]) -> [TimedEvent] {
        // What is compared lies together: events are too large to be moved about.
        struct Key {
            let start: Int64
            let labels: Int32
            let place: Int32
        }
        var keys = events.indices.map { place in
            Key(
                start: events[place].interval.start, labels: Int32(events[place].labels),
                place: Int32(place))
        }
        keys.sort { ($0.start, $0.labels, $0.place) < ($1.start, $1.labels, $1.place) }
        return keys.map { events[Int($0.place)] }
    }

    /// Puts the sessions' events, which are in order, among each other.
    private mutating func order() {
        let places = events.indices.sorted {
            (events[$0].interval.start, $0) < (events[$1].interval.start, $1)
        }
        events = places.map { events[$0] }
        sessionOf = places.map { sessionOf[$0] }
        sampleOf = places.map { sampleOf[$0] }
        markedSampleOf = places.map { markedSampleOf[$0] }
    }
}
