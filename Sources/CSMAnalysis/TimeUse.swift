/// How the time of one or more sessions was spent; times in milliseconds.
public struct TimeUse: Sendable, Equatable {
    /// From the sessions' starts to their ends, summed.
    public internal(set) var wall = 0
    /// The part of `wall` with at least one call in flight: the union of the calls' intervals.
    public internal(set) var busy = 0
    /// The time with at least one call in flight, whether it is in `wall` or not.
    public internal(set) var inFlight = 0
    /// The calls' latencies, summed.
    public internal(set) var inCalls = 0
    public internal(set) var calls = 0
    /// What calls took beyond their attempts: back-off, the SDK itself.
    ///
    /// Summed over the operations of which every attempt was seen and every latency sent, which are
    /// `comparedCalls` calls. Latencies are rounded by the SDKs, so it may be a little below 0.
    public internal(set) var overhead = 0
    public internal(set) var comparedCalls = 0
    /// Whether the calls of a session were made at another time than it was recorded, as in a
    /// replay, so that its time is counted from its first call to its last.
    public internal(set) var isCallsOwn = false

    /// Whether it is known when the calls were; else only `wall`, `inCalls` and `calls` count.
    public internal(set) var isKnown = true

    /// `busy` of `wall`, from 0 to 1; `nil` where there is no time.
    public var busyShare: Double? { isKnown && wall > 0 ? Double(busy) / Double(wall) : nil }

    /// How many calls were in flight on average, while any was; `nil` where none was.
    public var meanParallelism: Double? {
        isKnown && inFlight > 0 ? Double(inCalls) / Double(inFlight) : nil
    }
}
