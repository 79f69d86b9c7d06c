/// Gathers packs for one call: 20 records and 1,024,000 bytes before base64 at most, under the
/// service's 500 records and 4 MiB by any way of counting.
public struct Batcher {
    private static let mostRecords = 20
    /// Bytes.
    private static let mostBytes = 1_024_000

    /// A pack that had no room.
    private var waiting: Pack?

    public init() {}

    /// The next call's packs; empty when there are no more.
    public mutating func next(_ nextPack: () throws -> Pack?) rethrows -> [Pack] {
        var batch: [Pack] = []
        var bytes = 0
        while batch.count < Self.mostRecords {
            guard let pack = try waiting ?? nextPack() else { break }
            waiting = nil
            guard batch.isEmpty || bytes + pack.bytes.count <= Self.mostBytes else {
                waiting = pack
                break
            }
            bytes += pack.bytes.count
            batch.append(pack)
        }
        return batch
    }
}
