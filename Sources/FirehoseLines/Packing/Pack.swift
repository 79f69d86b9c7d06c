/// One record of a delivery stream: the lines of several events of a session, in their order.
///
/// Its boundaries are kept in the ledger, so that it is the same each time it is sent.
public struct Pack: Sendable, Equatable {
    public let session: SessionLabels
    /// Sequence numbers of its first and its last event.
    public let first: Int64
    public let last: Int64
    public let events: Int
    /// What one record for each of its events would be billed, in units of 5 KiB.
    public let unpackedUnits: Int
    /// The lines, each newline-terminated.
    public let bytes: [UInt8]
    /// Whether an earlier try may have brought it there, its answer never having come.
    public var mayBeThere: Bool
    /// Whether it was sent before.
    public var wasSent: Bool

    public init(
        session: SessionLabels, first: Int64, last: Int64, events: Int, unpackedUnits: Int,
        bytes: [UInt8], mayBeThere: Bool = false, wasSent: Bool = false
    ) {
        self.session = session
        self.first = first
        self.last = last
        self.events = events
        self.unpackedUnits = unpackedUnits
        self.bytes = bytes
        self.mayBeThere = mayBeThere
        self.wasSent = wasSent
    }

    /// What it is billed, in units of 5 KiB.
    public var billedUnits: Int { Billing.units(ofBytes: bytes.count) }
}
