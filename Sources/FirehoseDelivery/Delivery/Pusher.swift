public import AWSAccess
public import FirehoseLines

/// Brings packs to a delivery stream, one call in flight.
public struct Pusher {
    public typealias Timing = CallTiming

    private let sink: any RecordSink
    private let ledger: any DeliveryLedger
    private let policy: DeliveryPolicy
    private let timing: Timing
    private let tell: (DeliveryFigures) -> Void

    public private(set) var figures = DeliveryFigures()
    private var contact = BatchDelivery.Contact()

    /// `tell` gets the figures whenever they have changed.
    public init(
        to sink: any RecordSink, _ ledger: any DeliveryLedger, _ policy: DeliveryPolicy,
        _ timing: Timing, tell: @escaping (DeliveryFigures) -> Void = { _ in }
    ) {
        self.sink = sink
        self.ledger = ledger
        self.policy = policy
        self.timing = timing
        self.tell = tell
    }

    /// Delivers all that `nextPack` gives.
    ///
    /// Returns why it ended before that; throws what `nextPack` and the ledger throw.
    public mutating func push(_ nextPack: () throws -> Pack?) throws -> DeliveryStop? {
        var batcher = Batcher()
        while true {
            let batch = try batcher.next(nextPack)
            if batch.isEmpty { return nil }
            if let stop = try deliver(batch) { return stop }
        }
    }

    private mutating func deliver(_ batch: [Pack]) throws -> DeliveryStop? {
        // Asked for between two calls, too.
        guard timing.wait(.zero) else { return .interrupted }
        var delivery = BatchDelivery(batch, policy, contact)
        defer { contact = delivery.contact }
        while true {
            switch delivery.next() {
            case .send(let packs):
                if let stop = try send(packs, &delivery) { return stop }
            case .wait(let time):
                guard timing.wait(time) else { return .interrupted }
            case .renewCredentials:
                do throws(AWSAccessError) {
                    try sink.renewCredentials()
                } catch {
                    return stop(by: error)
                }
            case .correctClock: sink.correctClock()
            case .done: return nil
            case .stop(let reason): return reason
            }
        }
    }

    private mutating func send(
        _ packs: [Pack], _ delivery: inout BatchDelivery
    ) throws -> DeliveryStop? {
        try ledger.begin(packs)
        let outcome: CallOutcome
        do throws(AWSAccessError) {
            outcome = try sink.put(packs)
        } catch {
            // It was not sent.
            try ledger.settle(acknowledged: [], released: packs.filter { !$0.mayBeThere })
            return stop(by: error)
        }
        if !outcome.isUnreachable { figures.count(sent: packs) }
        let settled = delivery.handle(outcome, now: timing.now(), random: timing.random())
        try ledger.settle(acknowledged: settled.acknowledged, released: settled.released)
        figures.count(acknowledged: settled.acknowledged)
        tell(figures)
        return nil
    }

    /// Without new credentials: perhaps since whoever was to give them has ended by the user's
    /// Ctrl-C, of which we may hear a moment later.
    private func stop(by error: AWSAccessError) -> DeliveryStop {
        timing.wait(.milliseconds(100)) ? .noCredentials(error) : .interrupted
    }
}
