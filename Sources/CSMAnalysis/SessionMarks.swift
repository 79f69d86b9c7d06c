public import CSMEvents

/// The marks of a session, and which calls belong to them.
///
/// A call belongs to the marks that were open when it started. A mark is known by when it arrived,
/// a call by its SDK's clock, in whole milliseconds; where these leave it open, the order of
/// arrival decides, for a call's event comes when it is over.
public struct SessionMarks: Sendable {
    /// A mark's beginning or end, as it arrived.
    public struct Edge: Sendable {
        public let mark: MarkEvent
        public let sequence: Int64
        /// Microseconds since 1970.
        public let arrival: Int64

        public init(_ mark: MarkEvent, sequence: Int64, arrival: Int64) {
            self.mark = mark
            self.sequence = sequence
            self.arrival = arrival
        }
    }

    /// A mark from its beginning to its end; without one, to the session's end.
    private struct Stretch {
        let name: String
        let begin: Edge
        var end: Edge?
    }

    private var stretches: [Stretch] = []
    /// Whether the calls' own clock tells nothing of when they arrived.
    private let goesByArrival: Bool

    /// `edges` are in the order of arrival.
    public init(_ edges: [Edge], on line: TimeLine) {
        goesByArrival = line.isCallsOwn
        // A mark may be begun within itself, as recursive code does: its ends close the last begun.
        var open: [String: [Int]] = [:]
        for edge in edges {
            let name = edge.mark.name
            switch edge.mark.phase {
            case .begin:
                open[name, default: []].append(stretches.count)
                stretches.append(Stretch(name: name, begin: edge))
            case .end:
                guard let last = open[name]?.popLast() else { continue }
                stretches[last].end = edge
            }
        }
    }

    public var isEmpty: Bool { stretches.isEmpty }

    /// The marks' names, each once, by their first beginning.
    public var names: [String] {
        var seen: Set<String> = []
        return stretches.map(\.name).filter { seen.insert($0).inserted }
    }

    /// For each of `events`, the names of the marks it belongs to, each once, the outermost first.
    public func marks(of events: [TimedEvent]) -> [[String]] {
        let order = events.indices.sorted {
            events[$0].interval.start < events[$1].interval.start
        }
        var marks = [[String]](repeating: [], count: events.count)
        // Stretches come by their beginnings, and most are over soon: look at those still open.
        var open: [Stretch] = []
        var next = 0
        if goesByArrival {
            for place in events.indices {
                marks[place] = names(of: stretches, events[place])
            }
            return marks
        }
        for place in order {
            let event = events[place]
            while next < stretches.count,
                stretches[next].begin.arrival / 1_000 <= event.interval.start
            {
                open.append(stretches[next])
                next += 1
            }
            open.removeAll { stretch in
                stretch.end.map { $0.arrival / 1_000 < event.interval.start - 1 } ?? false
            }
            marks[place] = names(of: open, event)
        }
        return marks
    }

    private func names(of stretches: [Stretch], _ event: TimedEvent) -> [String] {
        var names: [String] = []
        for stretch in stretches where contains(stretch, event) && !names.contains(stretch.name) {
            names.append(stretch.name)
        }
        return names
    }

    private func contains(_ stretch: Stretch, _ event: TimedEvent) -> Bool {
        // What was over before the mark began did not start in it.
        guard event.sequence > stretch.begin.sequence else { return false }
        if goesByArrival {
            return stretch.end.map { event.sequence < $0.sequence } ?? true
        }
        guard event.interval.start >= stretch.begin.arrival / 1_000 else { return false }
        guard let end = stretch.end else { return true }
        return event.sequence < end.sequence || event.interval.start < end.arrival / 1_000
    }
}
