import CSMTestSupport
import FirehoseDelivery
import FirehoseLines

/// A ledger in memory, whose pusher is killed now and then: before or after it wrote something.
final class CrashingLedger: DeliveryLedger {
    struct Killed: Error {}

    enum State {
        case inFlight, released, acknowledged
    }

    private(set) var states: [String: (pack: Pack, state: State)] = [:]
    /// How often the pusher was killed while it did not know what had become of a call.
    private(set) var crashes = 0
    private var random: SeededGenerator
    private let share: Double

    /// `share` of all writes are a pusher's last.
    init(seed: UInt64, killing share: Double) {
        random = SeededGenerator(seed: seed)
        self.share = share
    }

    static func key(_ pack: Pack) -> String { "\(pack.session.id):\(pack.first)-\(pack.last)" }

    func begin(_ packs: [Pack]) throws { try write(packs.map { ($0, .inFlight) }) }

    func settle(acknowledged: [Pack], released: [Pack]) throws {
        try write(acknowledged.map { ($0, .acknowledged) } + released.map { ($0, .released) })
    }

    private func write(_ packs: [(pack: Pack, state: State)]) throws {
        if packs.isEmpty { return }
        let isKilled = Double.random(in: 0..<1, using: &random) < share
        let isBefore = Bool.random(using: &random)
        if isKilled { crashes += 1 }
        if isKilled, isBefore { throw Killed() }
        for own in packs { states[Self.key(own.pack)] = own }
        if isKilled { throw Killed() }
    }

    /// What of `all` is still to be sent: what was begun first, then the rest.
    func pending(_ all: [Pack]) -> [Pack] {
        let begun = all.compactMap { pack -> Pack? in
            guard let known = states[Self.key(pack)], known.state != .acknowledged else {
                return nil
            }
            var again = pack
            again.wasSent = true
            again.mayBeThere = known.state == .inFlight
            return again
        }
        return begun + all.filter { states[Self.key($0)] == nil }
    }

    var acknowledged: [Pack] { states.values.filter { $0.state == .acknowledged }.map(\.pack) }
}
