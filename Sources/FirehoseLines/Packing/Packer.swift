/// Puts lines into packs, in order: as many as fit into ten billing units, 500 at most; a line that
/// is longer goes alone.
public struct Packer {
    /// Bytes.
    private static let mostBytes = 10 * Billing.unit
    private static let mostEvents = 500

    private let session: SessionLabels
    private let isUnlimited: Bool
    private var bytes: [UInt8] = []
    private var first: Int64 = 0
    private var last: Int64 = 0
    private var events = 0
    private var unpackedUnits = 0

    /// `isUnlimited` is for a pack whose boundaries are known: all lines until `finish` are its.
    public init(_ session: SessionLabels, isUnlimited: Bool = false) {
        self.session = session
        self.isUnlimited = isUnlimited
    }

    /// Adds a line, and returns the pack that had no room for it.
    public mutating func add(_ line: [UInt8], sequence: Int64) -> Pack? {
        let isFull = bytes.count + line.count > Self.mostBytes || events == Self.mostEvents
        let full = isFull && !isUnlimited ? finish() : nil
        if events == 0 { first = sequence }
        last = sequence
        events += 1
        unpackedUnits += Billing.units(ofBytes: line.count)
        bytes.append(contentsOf: line)
        return full
    }

    /// The pack of what was added since the last one; `nil` for nothing.
    public mutating func finish() -> Pack? {
        guard events > 0 else { return nil }
        let pack = Pack(
            session: session, first: first, last: last, events: events,
            unpackedUnits: unpackedUnits, bytes: bytes)
        bytes.removeAll(keepingCapacity: true)
        events = 0
        unpackedUnits = 0
        return pack
    }
}
