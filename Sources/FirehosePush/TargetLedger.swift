import FirehoseDelivery
import FirehoseLines
import SessionStore

/// A target's ledger, in the sessions database.
struct TargetLedger: DeliveryLedger {
    let store: SessionStore
    let target: Int64

    func begin(_ packs: [Pack]) throws { try store.begin(records(packs, .inFlight), to: target) }

    func settle(acknowledged: [Pack], released: [Pack]) throws {
        try store.settle(
            records(acknowledged, .acknowledged) + records(released, .released), to: target)
    }

    private func records(_ packs: [Pack], _ state: PackRecord.State) -> [PackRecord] {
        packs.map { pack in
            PackRecord(
                session: pack.session.id, first: pack.first, last: pack.last, events: pack.events,
                sessionName: pack.session.name, functionName: pack.session.functionName,
                state: state, maybeTwice: pack.mayBeThere)
        }
    }
}
