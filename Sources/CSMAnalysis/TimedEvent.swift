public import CSMEvents

/// A call or an attempt with its time.
public struct TimedEvent: Sendable {
    /// From 1, in the order of arrival.
    public let sequence: Int64
    /// Which labels it has, as a place in a list that is kept elsewhere: many events share them.
    public let labels: Int
    /// When it was under way; without a latency, from its start to its start.
    ///
    /// An event that does not say when it started is taken to have been sent when it was over.
    public let interval: Interval
    /// Whether the SDK said when it started.
    public let hasOwnStart: Bool
    /// Milliseconds.
    public let latency: Int32?
    public let attemptCount: Int32?
    /// The exception's.
    public let message: String?

    /// `arrival` is in microseconds since 1970, `start` in milliseconds since 1970.
    public init(
        sequence: Int64, labels: Int, start: Int64?, arrival: Int64, latency: Int32?,
        attemptCount: Int32?, message: String?
    ) {
        self.sequence = sequence
        self.labels = labels
        hasOwnStart = start.map { Interval.isPlausible($0) } ?? false
        interval = Interval(start: start, latency: latency ?? 0, arrival: arrival)
        self.latency = latency
        self.attemptCount = attemptCount
        self.message = message
    }
}
