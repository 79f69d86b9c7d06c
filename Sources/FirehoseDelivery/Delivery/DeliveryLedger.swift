public import FirehoseLines

/// Remembers which packs are where, so that whoever comes next can go on.
public protocol DeliveryLedger {
    /// Packs are about to be sent: whatever happens now, they may have arrived.
    func begin(_ packs: [Pack]) throws
    /// The service has the ones, and certainly not the others; all of it at once.
    func settle(acknowledged: [Pack], released: [Pack]) throws
}
