import Testing

@testable import FirehoseLines

/// How lines become records, and records calls.
struct PackingTests {
    private static let labels = LineTests.labels

    /// The packs of lines of these lengths in bytes, numbered from 1.
    private func packs(_ lengths: [Int]) -> [Pack] {
        var packer = Packer(Self.labels)
        var packs: [Pack] = []
        for (index, length) in lengths.enumerated() {
            let line = [UInt8](repeating: 0x61, count: length - 1) + [0x0A]
            if let pack = packer.add(line, sequence: Int64(index + 1)) { packs.append(pack) }
        }
        if let rest = packer.finish() { packs.append(rest) }
        #expect(packer.finish() == nil)
        return packs
    }

    @Test(arguments: [
        ([], []), ([10], [1]), ([51_200], [1]), ([51_199, 1], [2]), ([51_199, 2], [1, 1]),
        ([60_000], [1]), ([10, 60_000, 10], [1, 1, 1]),
        (Array(repeating: 512, count: 201), [100, 100, 1]),
        (Array(repeating: 10, count: 1_001), [500, 500, 1]),
    ])
    func `a record is ten billing units and 500 events at most`(lengths: [Int], events: [Int]) {
        let packs = packs(lengths)
        #expect(packs.map(\.events) == events)
        #expect(packs.map(\.bytes.count).reduce(0, +) == lengths.reduce(0, +))
        var next: Int64 = 1
        for pack in packs {
            #expect(pack.first == next && pack.last == next + Int64(pack.events) - 1)
            next = pack.last + 1
        }
    }

    @Test func `450-byte events are billed a ninth or less`() {
        let packs = packs(Array(repeating: 450, count: 10_000))
        let billed = packs.map(\.billedUnits).reduce(0, +)
        let unpacked = packs.map(\.unpackedUnits).reduce(0, +)
        #expect(unpacked == 10_000)
        #expect(billed * 9 <= unpacked)
    }

    @Test(arguments: [
        ([], []), ([51_200], [1]), (Array(repeating: 51_200, count: 41), [20, 20, 1]),
        (Array(repeating: 100, count: 21), [20, 1]), ([1_000_000, 24_000, 1], [2, 1]),
        ([1_024_000, 1], [1, 1]), ([1, 1_024_000, 1], [1, 1, 1]),
    ])
    func `a call is 20 records and 1,024,000 bytes at most`(lengths: [Int], records: [Int]) {
        var rest = lengths.map { length in
            Pack(
                session: Self.labels, first: 1, last: 1, events: 1, unpackedUnits: 1,
                bytes: [UInt8](repeating: 0x61, count: length))
        }[...]
        var batcher = Batcher()
        var batches: [Int] = []
        while case let batch = batcher.next({ rest.popFirst() }), !batch.isEmpty {
            batches.append(batch.count)
        }
        #expect(batches == records)
    }

    @Test func `a known pack is rebuilt whatever its length`() {
        var packer = Packer(Self.labels, isUnlimited: true)
        for sequence in 3...702 {
            #expect(
                packer.add([UInt8](repeating: 0x61, count: 100), sequence: Int64(sequence)) == nil)
        }
        let pack = packer.finish()
        #expect(pack?.first == 3 && pack?.last == 702 && pack?.events == 700)
    }
}
