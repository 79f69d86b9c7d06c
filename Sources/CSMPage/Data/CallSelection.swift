import CSMAnalysis
import CSMEvents

/// Which calls of a session the page holds: all, or where there are too many, those that failed or
/// were tried again, the slowest, and of the rest every n-th.
struct CallSelection {
    /// Places in the trace's calls, by their starts.
    let places: [Int]

    init(of trace: CallTrace, most: Int) {
        // What is compared lies together: looking up each event would take most of the time.
        let keys = trace.calls.indices.map { place in
            (trace.calls[place].interval.start, trace.calls[place].sequence, place)
        }
        let ordered = keys.sorted { $0 < $1 }.map(\.2)
        guard ordered.count > most else {
            places = ordered
            return
        }
        let slow = Self.slowLatency(trace, most: most / 4)
        var notable: [Int] = []
        var others: [Int] = []
        for place in ordered {
            let call = trace.calls[place]
            let isNotable =
                trace.labels[call.labels].isError || call.attemptCount ?? 1 > 1
                || call.latency.map { $0 > slow } ?? false
            if isNotable { notable.append(place) } else { others.append(place) }
        }
        notable = Self.thinned(notable, to: most / 2)
        let chosen = Set(notable).union(Self.thinned(others, to: most - notable.count))
        places = ordered.filter(chosen.contains)
    }

    /// The latency that no more than `most` calls are above.
    private static func slowLatency(_ trace: CallTrace, most: Int) -> Int32 {
        let latencies = trace.calls.compactMap(\.latency).sorted(by: >)
        return latencies.count > most ? latencies[most] : -1
    }

    /// As many as `most`, evenly spread.
    private static func thinned(_ places: [Int], to most: Int) -> [Int] {
        guard places.count > most, most > 0 else { return most > 0 ? places : [] }
        return (0..<most).map { places[$0 * places.count / most] }
    }
}
