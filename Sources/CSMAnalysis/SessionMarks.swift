public import CSMEvents

/// The marks of a session, and which calls belong to them.
///
/// A call belongs to the marks of its own client that were open when it started, and to those of no
/// client in particular: so parallel workers, each a client of its own, keep their calls apart. A
/// mark is known by when it arrived, a call by its SDK's clock, in whole milliseconds; where these
/// leave it open, or the SDK's clock cannot be true, the order of arrival decides, for a call's event
/// comes when it is over.
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
        /// The mark's name, as a place in `names`.
        let number: Int
        /// Stands for the client whose calls it is about; `nil` for all.
        let client: Int?
        let begin: Edge
        var end: Edge?
    }

    /// Who may end what.
    private struct Owner: Hashable {
        let name: String
        let clientID: String?
    }

    /// No test has more marks around it; more would cost each call more than it tells.
    private static let mostOpen = 256

    private var stretches: [Stretch] = []
    /// The marks' names, each once, by their first beginning.
    public private(set) var names: [String] = []
    /// The clients that have marks, by their ids.
    private var clients: [String: Int] = [:]
    /// Whether the calls' own clock tells nothing of when they arrived.
    private let goesByArrival: Bool

    /// `edges` are in the order of arrival.
    public init(_ edges: [Edge], on line: TimeLine) {
        goesByArrival = line.isCallsOwn
        // A mark may be begun within itself, as recursive code does: its ends close the last begun.
        var open: [Owner: [Int]] = [:]
        var openCount = 0
        var numbers: [String: Int] = [:]
        for edge in edges {
            let name = edge.mark.name
            let owner = Owner(name: name, clientID: edge.mark.clientID)
            switch edge.mark.phase {
            case .begin:
                guard openCount < Self.mostOpen else { continue }
                openCount += 1
                open[owner, default: []].append(stretches.count)
                let number = numbers[name] ?? names.count
                if number == names.count {
                    numbers[name] = number
                    names.append(name)
                }
                let client = edge.mark.clientID.map { id in
                    let client = clients[id] ?? clients.count
                    clients[id] = client
                    return client
                }
                stretches.append(
                    Stretch(number: number, client: client, begin: edge))
            case .end:
                guard let last = open[owner]?.popLast() else { continue }
                stretches[last].end = edge
                openCount -= 1
            }
        }
    }

    public var isEmpty: Bool { stretches.isEmpty }

    /// Which marks events belong to: many have the same.
    public struct Membership: Sendable {
        /// Sets of marks, by their names, the outermost first.
        public fileprivate(set) var sets: [[String]] = [[]]
        /// For each event, the place of its set.
        public fileprivate(set) var setOf: [Int]
    }

    /// For each of `events`, the names of the marks it belongs to, each once, the outermost first.
    public func marks(of events: [TimedEvent], _ labels: [EventLabels]) -> [[String]] {
        let membership = membership(of: events, labels)
        return membership.setOf.map { membership.sets[$0] }
    }

    /// The marks that each of `events` belongs to; their labels are places in `labels`.
    public func membership(of events: [TimedEvent], _ labels: [EventLabels]) -> Membership {
        var membership = Membership(setOf: Array(repeating: 0, count: events.count))
        guard !isEmpty else { return membership }
        var sets = MarkSets(marks: names.count)
        let clientOfLabels = labels.map { labels in labels.clientID.flatMap { clients[$0] } }
        // Stretches come by their beginnings, and most are over soon: look at those still open.
        var open: [Stretch] = []
        var next = 0
        let order = events.indices.map { (time: time(events[$0]), place: $0) }
        for (time, place) in order.sorted(by: { $0.time < $1.time }) {
            let event = events[place]
            while next < stretches.count, self.time(stretches[next].begin) <= time {
                open.append(stretches[next])
                next += 1
            }
            // A millisecond more, for the order of arrival may decide.
            open.removeAll { $0.end.map { self.time($0) < time - 1 } ?? false }
            let client = clientOfLabels[event.labels]
            for stretch in open
            where stretch.client == nil || stretch.client == client {
                if contains(stretch, event) { sets.add(stretch.number) }
            }
            membership.setOf[place] = sets.end()
        }
        membership.sets = sets.sets.map { $0.map { names[$0] } }
        return membership
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

/// Sets of marks, each kept once: most events have that of the one before.
private struct MarkSets {
    private(set) var sets: [[Int]] = [[]]
    private var places: [[Int]: Int] = [[]: 0]
    /// The set being made, and for each mark the last set it was added to, counted from 1.
    private var current: [Int] = []
    private var lastSetOf: [Int]
    private var count = 1
    private var last = 0

    init(marks: Int) { lastSetOf = Array(repeating: 0, count: marks) }

    mutating func add(_ mark: Int) {
        guard lastSetOf[mark] != count else { return }
        lastSetOf[mark] = count
        current.append(mark)
    }

    /// Ends the set being made and returns its place.
    mutating func end() -> Int {
        if current != sets[last] {
            last = places[current] ?? sets.count
            if last == sets.count {
                places[current] = last
                sets.append(current)
            }
        }
        current.removeAll(keepingCapacity: true)
        count += 1
        return last
    }
}
