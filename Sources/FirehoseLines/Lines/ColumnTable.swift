/// Finds what a line does with a field by the bytes of its name, for this is done for each field of
/// each event: hashing strings instead takes a third of a push's time.
struct ColumnTable {
    enum Entry {
        /// Its place in `EventColumn.all`.
        case column(Int)
        /// Never sent as it came: a session token, and what csm-record adds itself.
        case notSent
    }

    /// One place a hash, or the next free one after it; a quarter of them is in use.
    private let slots: [(name: [UInt8], entry: Entry)?]
    private static let size = 256

    init() {
        var slots = [(name: [UInt8], entry: Entry)?](repeating: nil, count: Self.size)
        var entries = EventColumn.all.enumerated().map { place, column in
            (column.name, EventColumn.added.contains(column.name) ? Entry.notSent : .column(place))
        }
        entries.append(("sessiontoken", .notSent))
        for (name, entry) in entries {
            let bytes = Array(name.utf8)
            var slot = bytes.withUnsafeBufferPointer(Self.hash)
            while slots[slot] != nil { slot = (slot + 1) % Self.size }
            slots[slot] = (bytes, entry)
        }
        self.slots = slots
    }

    /// `nil` for a name that is none of these in any case of ASCII's letters.
    func entry(named name: UnsafeBufferPointer<UInt8>) -> Entry? {
        var slot = Self.hash(name)
        while let (known, entry) = slots[slot] {
            if known.count == name.count,
                known.indices.allSatisfy({ Self.lowercased(name[$0]) == known[$0] })
            {
                return entry
            }
            slot = (slot + 1) % Self.size
        }
        return nil
    }

    /// FNV-1a, of the name in lower case.
    private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in name { hash = (hash ^ UInt32(lowercased(byte))) &* 16_777_619 }
        return Int(hash % UInt32(size))
    }

    @inline(__always) private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }
}
