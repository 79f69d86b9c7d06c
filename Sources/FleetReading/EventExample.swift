import CSMAnalysis

/// One of the events that a row of a histogram counts, to find it by.
struct EventExample {
    /// Its session's and its number in it.
    let id: String
    let session: String
    /// Milliseconds.
    let latency: Int32?
    /// When it was received, in milliseconds since 1970.
    let received: Int64
    /// The place of the sample that it counts in.
    private let sample: Int

    /// `nil` where the row has none.
    init?(_ row: HistogramRow, sample: Int) {
        guard let id = row.example, let colon = id.lastIndex(of: ":") else { return nil }
        self.id = id
        session = String(id[..<colon])
        latency = row.latency.map { Int32(clamping: $0) }
        received = row.figures.firstReceived ?? 0
        self.sample = sample
    }

    var event: TimedEvent {
        TimedEvent(
            sequence: 0, labels: sample, start: received, arrival: received * 1_000,
            latency: latency, attemptCount: nil, message: nil)
    }
}
