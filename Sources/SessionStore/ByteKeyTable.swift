import Glibc

/// A hash table from byte strings to the order in which they first came.
///
/// A `[[UInt8]: Int]` would need an array for each look-up; this one looks up bytes where they
/// are, and takes about 30 bytes for a key beyond its own. Its hash is seeded anew in each process,
/// so that no sender can prepare collisions.
struct ByteKeyTable {
    /// What tells one key from others, without its bytes.
    private struct Entry {
        /// The lower half of the hash: what finds a slot.
        var hash: UInt32
        var offset: UInt32
        var count: UInt32
    }

    private var entries: [Entry] = []
    private var keys: [UInt8] = []
    /// Open addressing: an entry's index + 1, or 0; at most half are in use.
    private var slots = [Int32](repeating: 0, count: 64)
    private let seed = UInt64.random(in: .min ... .max)

    var count: Int { entries.count }
    /// How many bytes of keys are kept; fewer than 4 GB is up to the caller.
    var keyBytes: Int { keys.count }

    mutating func removeAll() {
        entries.removeAll()
        keys.removeAll()
        slots = [Int32](repeating: 0, count: 64)
    }

    /// The index of `key`, and whether it is new; indices count from 0.
    mutating func index(of key: [UInt8]) -> (index: Int, isNew: Bool) {
        let hash = UInt32(truncatingIfNeeded: hash(key))
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if entries[index].hash == hash, holds(key, at: entries[index]) { return (index, false) }
            slot = (slot + 1) & mask
        }
        entries.append(
            Entry(hash: hash, offset: UInt32(keys.count), count: UInt32(key.count)))
        keys.append(contentsOf: key)
        slots[slot] = Int32(entries.count)
        if entries.count * 2 > slots.count { grow() }
        return (entries.count - 1, true)
    }

    /// The key that came as the `index`th.
    func key(at index: Int) -> ArraySlice<UInt8> {
        let offset = Int(entries[index].offset)
        return keys[offset..<offset + Int(entries[index].count)]
    }

    private func holds(_ key: [UInt8], at entry: Entry) -> Bool {
        guard Int(entry.count) == key.count else { return false }
        return keys.withUnsafeBytes { keys in
            key.withUnsafeBytes { key in
                guard let own = keys.baseAddress, let other = key.baseAddress else { return true }
                return memcmp(own + Int(entry.offset), other, key.count) == 0
            }
        }
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        for (index, entry) in entries.enumerated() {
            var slot = Int(entry.hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(index + 1)
        }
    }

    /// Folds 64 × 64-bit products, eight bytes a step.
    private func hash(_ key: [UInt8]) -> UInt64 {
        key.withUnsafeBytes { bytes in
            var hash = seed ^ UInt64(bytes.count)
            var offset = 0
            while offset + 8 <= bytes.count {
                hash = fold(hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                offset += 8
            }
            var tail: UInt64 = 0
            for byte in bytes[offset...] { tail = tail << 8 | UInt64(byte) }
            return fold(hash ^ tail)
        }
    }

    private func fold(_ value: UInt64) -> UInt64 {
        let product = (value ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}
