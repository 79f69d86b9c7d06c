public import FirehoseDelivery
import FirehoseLines
public import SessionStore

/// What is to be pushed: sessions, and how much of them the target has already.
public struct PushPlan {
    public struct Item {
        public let session: StoredSession
        public let uploadable: UploadableCounts
        public let delivered: SessionStore.Delivered

        public var isComplete: Bool { delivered.events >= uploadable.events }
    }

    public private(set) var items: [Item]
    public let database: String
    /// Whether there is any session, complete or not.
    public let hasSessions: Bool
    /// The target's number in the ledger; `nil` where nothing was ever sent to it.
    private let number: Int64?
    private let ledger: SessionStore?
    private let functionName: String?

    /// The ledger is in the database at `database`.
    public init(
        _ sessions: [StoredSession], to target: DeliveryTarget, in database: String,
        functionName: String?
    ) throws {
        self.functionName = functionName
        self.database = database
        hasSessions = !sessions.isEmpty
        let ledger = try SessionStore.open(database)
        let number = try ledger?.number(of: target)
        self.ledger = ledger
        self.number = number
        let delivered = try number.flatMap { try ledger?.delivered(to: $0) } ?? [:]
        items = try sessions.map {
            Item(
                session: $0, uploadable: try $0.store.uploadable(of: $0.record.number),
                delivered: delivered[$0.id] ?? SessionStore.Delivered())
        }
        // What is recorded meanwhile is not to wait for a push.
        for session in sessions { session.store.endSnapshot() }
    }

    public mutating func dropComplete() { items.removeAll(where: \.isComplete) }

    /// Events that are still to be delivered.
    public var eventsLeft: Int {
        items.reduce(0) { $0 + max(0, $1.uploadable.events - $1.delivered.events) }
    }

    public var keptHome: Int { items.reduce(0) { $0 + $1.uploadable.keptHome } }

    /// All packs that are still to be delivered, by the ledger as it is when they are asked for.
    ///
    /// `number` is the target's there; `nil` where nothing was ever sent to it.
    func packs(by ledger: SessionStore?, of number: Int64?) -> PendingPacks {
        PendingPacks(items.map(\.session), functionName: functionName, of: ledger, to: number)
    }

    /// The same, by the ledger as it was when the plan was made.
    func packs() -> PendingPacks { packs(by: ledger, of: number) }

    /// The figures of a push, without sending anything.
    public func dryRun() throws -> DeliveryFigures {
        var figures = DeliveryFigures()
        let packs = packs()
        var batcher = Batcher()
        while case let batch = try batcher.next(packs.next), !batch.isEmpty {
            figures.count(sent: batch)
            figures.count(acknowledged: batch)
        }
        return figures
    }
}
