import CSMReport
import FirehoseDelivery
import SessionStore

/// What is to be pushed: sessions, and how much of them the target has already.
struct PushPlan {
    struct Item {
        let session: ChosenSession
        let uploadable: UploadableCounts
        let delivered: SessionStore.Delivered

        var isComplete: Bool { delivered.events >= uploadable.events }
    }

    private(set) var items: [Item]
    let database: String
    /// Whether there is any session, complete or not.
    let hasSessions: Bool
    /// The target's number in the ledger; `nil` where nothing was ever sent to it.
    private let number: Int64?
    private let ledger: SessionStore?
    let functionName: String?

    /// `references` name sessions; none means all that are in the database.
    init(
        _ references: [String], to target: DeliveryTarget, in reader: SessionReader,
        functionName: String?
    ) throws(Failure) {
        self.functionName = functionName
        let sessions = try references.isEmpty ? reader.all() : reader.sessions(references)
        database = reader.database
        hasSessions = !sessions.isEmpty
        let ledger = try Failure.translating { try SessionStore.open(reader.database) }
        let number = try Failure.translating { try ledger?.number(of: target) }
        self.ledger = ledger
        self.number = number
        items = try Failure.translating {
            let delivered = try number.flatMap { try ledger?.delivered(to: $0) } ?? [:]
            return try sessions.map {
                Item(
                    session: $0, uploadable: try $0.store.uploadable(of: $0.record.number),
                    delivered: delivered[$0.id] ?? SessionStore.Delivered())
            }
        }
        // What is recorded meanwhile is not to wait for a push.
        for session in sessions { session.store.endSnapshot() }
    }

    mutating func dropComplete() { items.removeAll(where: \.isComplete) }

    /// Events that are still to be delivered.
    var eventsLeft: Int {
        items.reduce(0) { $0 + max(0, $1.uploadable.events - $1.delivered.events) }
    }

    var keptHome: Int { items.reduce(0) { $0 + $1.uploadable.keptHome } }

    /// All packs that are still to be delivered, by the ledger as it is when they are asked for.
    ///
    /// `number` is the target's there; `nil` where nothing was ever sent to it.
    func packs(by ledger: SessionStore?, of number: Int64?) -> PendingPacks {
        PendingPacks(items.map(\.session), functionName: functionName, of: ledger, to: number)
    }

    /// The same, by the ledger as it was when the plan was made.
    func packs() -> PendingPacks { packs(by: ledger, of: number) }

    var status: PushStatusReport {
        PushStatusReport(
            items.map {
                PushStatusReport.Session(
                    id: $0.session.id, name: $0.session.record.description.name,
                    events: $0.uploadable.events, delivered: $0.delivered.events,
                    maybeTwice: $0.delivered.maybeTwice, keptHome: $0.uploadable.keptHome)
            })
    }
}
