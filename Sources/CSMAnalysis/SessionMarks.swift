public import CSMEvents

/// The marks of a session, and which calls belong to them.
///
/// A call belongs to the marks that were open when it started. A mark is known by when it arrived,
/// a call by its SDK's clock, in whole milliseconds; where these leave it open, or the SDK's clock
/// cannot be true, the order of arrival decides, for a call's event comes when it is over.
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

    /// No test has more marks around it; more would cost each call more than it tells.
    private static let mostOpen = 256

    private var stretches: [Stretch] = []
    /// Whether the calls' own clock tells nothing of when they arrived.
    private let goesByArrival: Bool

    /// `edges` are in the order of arrival.
    public init(_ edges: [Edge], on line: TimeLine) {
        goesByArrival = line.isCallsOwn
        // A mark may be begun within itself, as recursive code does: its ends close the last begun.
        var open: [String: [Int]] = [:]
        var openCount = 0
        for edge in edges {
            let name = edge.mark.name
            switch edge.mark.phase {
            case .begin:
                guard openCount < Self.mostOpen else { continue }
                openCount += 1
                open[name, default: []].append(stretches.count)
                stretches.append(Stretch(name: name, begin: edge))
            case .end:
                guard let last = open[name]?.popLast() else { continue }
                stretches[last].end = edge
                openCount -= 1
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
        var marks = [[String]](repeating: [], count: events.count)
        // Stretches come by their beginnings, and most are over soon: look at those still open.
        var open: [Stretch] = []
        var next = 0
        for place in events.indices.sorted(by: { time(events[$0]) < time(events[$1]) }) {
            let event = events[place]
            while next < stretches.count, time(stretches[next].begin) <= time(event) {
                open.append(stretches[next])
                next += 1
            }
            // A millisecond more, for the order of arrival may decide.
            open.removeAll { $0.end.map { time($0) < time(event) - 1 } ?? false }
            marks[place] = names(of: open, event)
        }
        return marks
    }

    /// What beginnings, ends and events are ordered by.
    private func time(_ edge: Edge) -> Int64 {
        goesByArrival ? edge.sequence : edge.arrival / 1_000
    }

    private func time(_ event: TimedEvent) -> Int64 {
        // A misdated event's interval ends when it arrived.
        goesByArrival
            ? event.sequence : event.isMisdated ? event.interval.end : event.interval.start
    }

    private func names(of stretches: [Stretch], _ event: TimedEvent) -> [String] {
        var seen: Set<String> = []
        return stretches.filter { contains($0, event) && seen.insert($0.name).inserted }
            .map(\.name)
    }

    private func contains(_ stretch: Stretch, _ event: TimedEvent) -> Bool {
        // What was over before the mark began did not start in it.
        guard event.sequence > stretch.begin.sequence else { return false }
        if goesByArrival || event.isMisdated {
            return stretch.end.map { event.sequence < $0.sequence } ?? true
        }
        guard event.interval.start >= stretch.begin.arrival / 1_000 else { return false }
        guard let end = stretch.end else { return true }
        return event.sequence < end.sequence || event.interval.start < end.arrival / 1_000
    }
}
