import CSMAnalysis
import CSMEvents

/// Events of one of the judged sessions that share their labels, and their marks where rules go by
/// them, as counts.
struct JudgedSample {
    /// The session's place.
    let session: Int
    /// The place of the sample that it is, or is a part of, among those of all sessions.
    let whole: Int
    let counts: SeriesSample
    let operation: Operation

    init(_ counts: SeriesSample, session: Int, whole: Int) {
        self.session = session
        self.whole = whole
        self.counts = counts
        operation = Operation(counts.labels)
    }

    var labels: EventLabels { counts.labels }
    var events: Int { counts.events }
    var isCall: Bool { labels.level == .call }
    var isAttempt: Bool { labels.level == .attempt }
}

/// Which of some things each sample belongs to, all in one array: they are looked up for every
/// event.
struct SamplesOf {
    private var ends: [Int]
    private var things: [Int32]

    /// `samplesOf` gives the samples of each of the things, which count from 0.
    init(_ samplesOf: [[Int]], sampleCount: Int) {
        var counts = [Int](repeating: 0, count: sampleCount)
        for sample in samplesOf.joined() { counts[sample] += 1 }
        ends = []
        ends.reserveCapacity(sampleCount)
        var end = 0
        for count in counts {
            ends.append(end)
            end += count
        }
        things = Array(repeating: 0, count: end)
        for (thing, samples) in samplesOf.enumerated() {
            for sample in samples {
                things[ends[sample]] = Int32(thing)
                ends[sample] += 1
            }
        }
    }

    func forEach(of sample: Int, _ body: (Int) -> Void) {
        for index in (sample == 0 ? 0 : ends[sample - 1])..<ends[sample] {
            body(Int(things[index]))
        }
    }
}
