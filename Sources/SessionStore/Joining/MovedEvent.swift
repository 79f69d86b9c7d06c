import CSMEvents

/// An event that changed its series when a span told more of it: what its old series must no longer
/// count.
struct MovedEvent {
    let series: Int64
    let operation: Int
    let level: EventLevel
    let latency: Int32?
    /// Of a call; 0 of an attempt, as are its retries.
    let attemptCount: Int32
    let retries: Int
    let isError: Bool
    let isThrottle: Bool
}
