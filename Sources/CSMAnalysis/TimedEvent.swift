public import CSMEvents

/// A call or an attempt with its time.
public struct TimedEvent: Sendable {
    /// From 1, in the order of arrival.
    public private(set) var sequence: Int64
    /// Which labels it has, as a place in a list that is kept elsewhere: many events share them.
    public let labels: Int
    /// When it was under way; without a latency, from its start to its start.
    ///
    /// An event that does not say when it started is taken to have been sent when it was over.
    public let interval: Interval
    /// Whether the SDK said when it started, at a time that can be true.
    public let hasOwnStart: Bool
    /// Whether the SDK's clock showed a time that cannot be true, so that only the order of arrival
    /// tells what came before what.
    public let isMisdated: Bool
    /// Milliseconds.
    public let latency: Int32?
    public let attemptCount: Int32?
    /// The exception's.
    public let message: String?

    /// How long it took by its span, in microseconds; `nil` where no span shows it.
    public var duration: Int64? { spanDuration < 0 ? nil : spanDuration }

    /// Below 0 for none: an optional would take twice the memory, and there may be millions.
    private let spanDuration: Int64

    /// The same with another number.
    public func numbered(_ sequence: Int64) -> TimedEvent {
        var event = self
        event.sequence = sequence
        return event
    }

    /// `arrival` is in microseconds since 1970, `start` in milliseconds since 1970; without a
    /// `clock` the start is believed.
    public init(
        sequence: Int64, labels: Int, start: Int64?, arrival: Int64, latency: Int32?,
        attemptCount: Int32?, message: String?, duration: Int64? = nil,
        clock: SessionClock? = nil
    ) {
        self.sequence = sequence
        self.labels = labels
        let time = SessionClock.CallTime(start: start, latency: latency, arrival: arrival)
        (interval, isMisdated) =
            clock?.placed(time)
            ?? (Interval(start: start, latency: latency ?? 0, arrival: arrival), false)
        hasOwnStart = !isMisdated && start.map { Interval.isPlausible($0) } ?? false
        self.latency = latency
        self.attemptCount = attemptCount
        self.message = message
        spanDuration = duration ?? -1
    }
}
