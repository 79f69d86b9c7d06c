import OTLP

/// The last spans that came, in bounded memory: two generations, of which the older one is dropped
/// when the younger one is full.
struct RecentSpans {
    private let limit: Int
    private var young: Set<SpanID> = []
    private var old: Set<SpanID> = []

    init(limit: Int) { self.limit = limit }

    /// False if it has come before.
    mutating func insert(_ id: SpanID) -> Bool {
        guard !old.contains(id), young.insert(id).inserted else { return false }
        if young.count >= limit {
            old = young
            young = []
        }
        return true
    }
}
