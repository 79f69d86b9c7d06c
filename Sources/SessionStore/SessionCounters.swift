/// How many datagrams and spans a session got, and what became of them.
///
/// Events that were made of spans count among what was received and decoded.
///
/// `received` = `decoded` + `undecodable` + `empty`: what was received but could not be stored
/// counts in `droppedByRecorder` alone.
public struct SessionCounters: Sendable, Equatable {
    public var received = 0
    public var decoded = 0
    public var undecodable = 0
    public var empty = 0
    /// Those longer than what could be read of them; they are among the undecodable.
    public var truncated = 0
    /// `nil` where the kernel does not tell.
    public var droppedByKernel: Int?
    public var droppedByRecorder = 0
    /// Spans in all requests that could be read, those that are no AWS calls as well.
    public var spansReceived = 0
    /// Those that an event was made of, or that were joined to one.
    public var spansUsed = 0
    /// Of these, those joined to the event that CSM sent of the same call.
    public var spansJoined = 0
    /// Those that came again, and were passed over.
    public var spansDuplicate = 0
    /// Requests whose spans could not be read.
    public var requestsRefused = 0

    public init() {}

    /// What was counted of spans, with the names that files have for it.
    var ofSpans: [(name: String, count: Int)] {
        [
            ("spans_received", spansReceived), ("spans_used", spansUsed),
            ("spans_joined", spansJoined), ("spans_duplicate", spansDuplicate),
            ("requests_refused", requestsRefused),
        ]
    }
}
