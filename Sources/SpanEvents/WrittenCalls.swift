import OTLP

/// The last calls whose events were made, for attempts that come later; in bounded memory, as
/// `RecentSpans`.
struct WrittenCalls {
    private let limit: Int
    private var young: [SpanID: Span] = [:]
    private var old: [SpanID: Span] = [:]

    /// Remembers `limit` calls at least.
    init(limit: Int) { self.limit = limit }

    func call(_ id: SpanID) -> Span? { young[id] ?? old[id] }

    mutating func insert(_ call: Span) {
        young[call.id] = call
        if young.count >= limit {
            swap(&old, &young)
            young.removeAll(keepingCapacity: true)
        }
    }
}
