public import FirehoseDelivery
public import SessionStore

/// Carries a plan out.
public struct PushDelivery {
    /// What a push came to.
    public struct Result {
        public let figures: DeliveryFigures
        /// Why not all of it was delivered.
        public let ending: Ending?
    }

    /// Why a push ended before all was delivered.
    public enum Ending {
        /// What the stream answered, or nobody did.
        case stopped(DeliveryStop)
        /// The database or a session in it is the matter.
        case store(any Error)
    }

    private let plan: PushPlan
    private let target: DeliveryTarget
    private let policy: DeliveryPolicy
    private let timing: Pusher.Timing

    public init(
        _ plan: PushPlan, to target: DeliveryTarget, _ policy: DeliveryPolicy,
        _ timing: Pusher.Timing
    ) {
        self.plan = plan
        self.target = target
        self.policy = policy
        self.timing = timing
    }

    /// Delivers to `sink`; `tell` gets the figures whenever they have changed.
    ///
    /// Throws `StoreError` if there is no ledger to be had.
    public func run(
        to sink: any RecordSink, tell: @escaping (DeliveryFigures) -> Void
    ) throws -> Result {
        let store = try SessionStore.openOrCreate(plan.database)
        let number: Int64
        do {
            number = try store.claim(target)
        } catch {
            guard error.isBusy else { throw error }
            return Result(figures: DeliveryFigures(), ending: .store(error))
        }
        defer { try? store.release(target: number) }
        let ledger = TargetLedger(store: store, target: number)
        var pusher = Pusher(to: sink, ledger, policy, timing, tell: tell)
        do {
            let stop = try pusher.push(plan.packs(by: store, of: number).next)
            return Result(figures: pusher.figures, ending: stop.map { .stopped($0) })
        } catch {
            // What was acknowledged by then is told all the same.
            return Result(figures: pusher.figures, ending: .store(error))
        }
    }
}
