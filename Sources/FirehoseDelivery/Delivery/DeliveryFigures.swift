public import FirehoseLines

/// What a delivery came to.
public struct DeliveryFigures: Sendable, Equatable {
    /// Acknowledged.
    public var events = 0
    /// Acknowledged.
    public var packs = 0
    /// Sessions of which something was acknowledged, by their ids.
    public var sessions: Set<String> = []
    /// Of the acknowledged packs, before base64.
    public var bytes = 0
    public var calls = 0
    /// Packs that were sent once more.
    public var resent = 0
    /// Events of packs that were sent once more after a call without an answer: they may be there
    /// twice.
    public private(set) var maybeTwice = 0
    /// Those packs.
    private var doubted: Set<String> = []
    /// Of the acknowledged packs, in KiB.
    public var billedKiB = 0
    /// What one record for each of their events would be billed.
    public var unpackedKiB = 0

    public init() {}

    /// Counts a call with these packs, as they were before it.
    public mutating func count(sent packs: [Pack]) {
        calls += 1
        resent += packs.count { $0.wasSent }
        for pack in packs where pack.mayBeThere {
            let isNew = doubted.insert("\(pack.session.id):\(pack.first)").inserted
            if isNew { maybeTwice += pack.events }
        }
    }

    public mutating func count(acknowledged acked: [Pack]) {
        packs += acked.count
        for pack in acked {
            events += pack.events
            sessions.insert(pack.session.id)
            bytes += pack.bytes.count
            billedKiB += Billing.kibibytes(pack.billedUnits)
            unpackedKiB += Billing.kibibytes(pack.unpackedUnits)
        }
    }
}
