/// A row of `events` but for its bytes.
struct EventRow {
    let id: Int64
    let series: Int64
    /// Microseconds since the session's start.
    let arrival: Int64
    let port: UInt16
    /// Milliseconds since 1970.
    let start: Int64?
    /// Milliseconds.
    let latency: Int32?
    let attemptCount: Int32?
    let message: String?
    /// Microseconds, by the span.
    let duration: Int64?
}
