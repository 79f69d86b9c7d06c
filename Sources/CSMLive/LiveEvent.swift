public import CSMAnalysis
public import CSMEvents

/// A call or an attempt as it came.
public struct LiveEvent: Sendable {
    public let event: TimedEvent
    public let labels: EventLabels
    /// When it came, in microseconds since 1970; a call's event comes when the call is over.
    public let arrival: Int64
    /// When it started, in milliseconds since the session's start.
    public let offset: Int64

    public init(_ event: TimedEvent, _ labels: EventLabels, arrival: Int64, offset: Int64) {
        self.event = event
        self.labels = labels
        self.arrival = arrival
        self.offset = offset
    }
}
