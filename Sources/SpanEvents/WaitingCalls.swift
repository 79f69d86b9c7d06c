import OTLP

/// Calls that wait for their attempts, and attempts that wait for their call; in bounded number.
struct WaitingCalls {
    struct Entry {
        var call: Span?
        var requests: [Span] = []
        /// When the entry began, and until when it waits; nanoseconds.
        var since: UInt64
        var due: UInt64
    }

    /// Of one call; an SDK does not try more often.
    private static let mostRequests = 100

    private let most: Int
    private var entries: [SpanID: Entry] = [:]
    /// In the order they began; entries that are over are still in it.
    private var order: [(id: SpanID, since: UInt64)] = []
    private var head = 0
    /// No entry is due before.
    private var firstDue = UInt64.max

    /// Beyond `most` of them, those that wait longest go.
    init(most: Int) { self.most = most }

    var isFull: Bool { entries.count > most }

    /// Changes the entry of a call, which may be new.
    ///
    /// `due` says until when it waits now.
    mutating func update(
        _ id: SpanID, now: UInt64, _ change: (inout Entry) -> Void, due: (Entry) -> UInt64
    ) {
        if entries[id] == nil { order.append((id, now)) }
        change(&entries[id, default: Entry(since: now, due: .max)])
        if let entry = entries[id] {
            let due = due(entry)
            entries[id]?.due = due
            firstDue = min(firstDue, due)
        }
    }

    /// Adds a request to those of its call; false where it has too many.
    static func add(_ request: Span, to entry: inout Entry) {
        if entry.requests.count < mostRequests { entry.requests.append(request) }
    }

    /// Takes those that are due, the oldest first.
    mutating func takeDue(now: UInt64) -> [Entry] {
        guard now >= firstDue else { return [] }
        firstDue = .max
        var due: [Entry] = []
        var rest: [(id: SpanID, since: UInt64)] = []
        for place in order[head...] {
            guard let entry = entries[place.id], entry.since == place.since else { continue }
            if now >= entry.due {
                entries[place.id] = nil
                due.append(entry)
            } else {
                rest.append(place)
                firstDue = min(firstDue, entry.due)
            }
        }
        order = rest
        head = 0
        return due
    }

    /// Takes the one that has waited longest.
    mutating func takeFirst() -> Entry? {
        while head < order.count {
            let place = order[head]
            head += 1
            if head > 65_536 {
                order.removeFirst(head)
                head = 0
            }
            if let entry = entries[place.id], entry.since == place.since {
                entries[place.id] = nil
                return entry
            }
        }
        return nil
    }
}
