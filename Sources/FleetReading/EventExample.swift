/// One of the events that a row of a histogram counts, to find it by.
struct EventExample {
    let session: String
    /// Milliseconds.
    let latency: Int32?
    /// When it was received, in milliseconds since 1970.
    let received: Int64
    /// The place of the sample that it counts in.
    let sample: Int

    /// `nil` where the row has none.
    init?(_ row: HistogramRow, sample: Int) {
        // The id of an event is its session's and its number.
        guard let id = row.example, let colon = id.lastIndex(of: ":") else { return nil }
        session = String(id[..<colon])
        latency = row.latency.map { Int32(clamping: $0) }
        received = row.first
        self.sample = sample
    }
}
