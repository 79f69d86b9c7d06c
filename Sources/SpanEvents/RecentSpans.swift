import OTLP

/// The last spans that came, in bounded memory: two generations, of which the older one is dropped
/// when the younger one is full.
struct RecentSpans {
    private let limit: Int
    /// Hashes of 64 bits: those of two spans are the same as good as never, and take a third of the
    /// memory.
    private var young: Set<Int> = []
    private var old: Set<Int> = []

    /// Remembers `limit` spans at least.
    init(limit: Int) { self.limit = limit }

    /// False if it has come before.
    mutating func insert(_ id: SpanID) -> Bool {
        let key = id.hashValue
        guard !old.contains(key), young.insert(key).inserted else { return false }
        if young.count >= limit {
            swap(&old, &young)
            young.removeAll(keepingCapacity: true)
        }
        return true
    }
}
