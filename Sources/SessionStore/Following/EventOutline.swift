/// An event without its bytes, as it is stored.
public struct EventOutline: Sendable {
    /// From 1, in the order of arrival.
    public let sequence: Int64
    /// Of its `RecordedSeries`.
    public let series: Int64
    /// Microseconds since the session's start.
    public let arrival: Int64
    /// The SDK's own clock, milliseconds since 1970.
    public let start: Int64?
    /// Milliseconds.
    public let latency: Int32?
    public let attemptCount: Int32?
    /// The exception's.
    public let message: String?
    /// Microseconds, by the span; `nil` where no span tells.
    public let duration: Int64?

    init(_ row: borrowing Statement) throws(StoreError) {
        sequence = row.integer(0)
        series = row.integer(1)
        arrival = try row.integer(2, in: StoredValues.arrivals)
        start = row.optionalInteger(3)
        latency = try row.figure(4)
        attemptCount = try row.figure(5)
        message = row.optionalText(6)
        duration = try row.optionalInteger(7, in: StoredValues.sums)
    }
}
