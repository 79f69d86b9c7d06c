import CSMAnalysis
import CSMEvents

/// Of some calls or attempts, the few that tell most, kept while these come in any order.
struct WorstList {
    /// How many of them a breach shows.
    static let most = 5

    enum Order: Hashable {
        /// Those without a latency last.
        case slowest
        /// Only calls with more than one.
        case mostAttempts
        /// But for so many that came before; these count only if all come by their starts.
        case earliest(after: Int)
    }

    struct Item {
        let event: TimedEvent
        /// The session's place.
        let session: Int
        fileprivate let rank: Int64

        /// Of equal rank, by session, by labels, then as they came.
        fileprivate func precedes(_ other: Item) -> Bool {
            if rank != other.rank { return rank < other.rank }
            return (session, event.labels, event.sequence)
                < (other.session, other.event.labels, other.event.sequence)
        }
    }

    let order: Order
    /// Those that tell most first.
    private(set) var items: [Item] = []
    private var skipped = 0

    init(_ order: Order) { self.order = order }

    /// Whether what is offered must come by its start.
    var goesByStarts: Bool {
        if case .earliest(let skipped) = order { skipped > 0 } else { false }
    }

    mutating func offer(_ event: TimedEvent, session: Int) {
        let rank: Int64
        switch order {
        case .slowest: rank = -Int64(event.latency ?? -1)
        case .mostAttempts:
            guard let count = event.attemptCount, count > 1 else { return }
            rank = -Int64(count)
        case .earliest(let after):
            if skipped < after {
                skipped += 1
                return
            }
            rank = event.interval.start
        }
        // Most of a million are sorted out here.
        if items.count == Self.most, rank > items[Self.most - 1].rank { return }
        let item = Item(event: event, session: session, rank: rank)
        let place = items.firstIndex { item.precedes($0) } ?? items.count
        items.insert(item, at: place)
        if items.count > Self.most { items.removeLast() }
    }
}
