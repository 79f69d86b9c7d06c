/// Remembers which packs are where, so that whoever comes next can go on.
public protocol DeliveryLedger {
    /// Packs are about to be sent: whatever happens now, they may have arrived.
    func begin(_ packs: [Pack]) throws
    /// The service has them.
    func acknowledge(_ packs: [Pack]) throws
    /// The service does not have them, for certain.
    func release(_ packs: [Pack]) throws
}
