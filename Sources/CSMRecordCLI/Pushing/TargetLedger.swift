import FirehoseDelivery
import SessionStore

/// A target's ledger, in the sessions database.
struct TargetLedger: DeliveryLedger {
    let store: SessionStore
    let target: Int64

    func begin(_ packs: [Pack]) throws { try write(packs, .inFlight) }

    func acknowledge(_ packs: [Pack]) throws { try write(packs, .acknowledged) }

    func release(_ packs: [Pack]) throws { try write(packs, .released) }

    private func write(_ packs: [Pack], _ state: PackRecord.State) throws {
        let records = packs.map { pack in
            PackRecord(
                session: pack.session.id, first: pack.first, last: pack.last, events: pack.events,
                sessionName: pack.session.name, functionName: pack.session.functionName,
                state: state, maybeTwice: state == .acknowledged && pack.mayBeThere)
        }
        try store.write(records, to: target)
    }
}
