public import CSMEvents

/// The time that a session's calls are shown on.
public struct TimeLine: Sendable, Equatable {
    /// Milliseconds since 1970.
    public let interval: Interval
    /// Whether it goes from the first call's start to the last one's end, not from the session's
    /// start to its end.
    public let isCallsOwn: Bool

    /// The session's own time, if most of its calls' time lies in it; else that of the calls, for
    /// they were made at another time than they were recorded.
    ///
    /// `busy` is the union of the calls' intervals.
    public init(of session: SessionOverview, busy: [Interval]) {
        let recorded = Self.recorded(session)
        let whole = busy.reduce(0) { $0 + $1.end - $1.start }
        let inside = busy.reduce(0) { $0 + $1.overlap(recorded) }
        // Calls that do not say when they started are timed by their arrival.
        let outside = busy.filter { $0.start < recorded.start || $0.end > recorded.end }
        if let first = outside.first, let last = outside.last, inside < whole - inside {
            interval = Interval(start: first.start, end: last.end)
            isCallsOwn = true
        } else {
            interval = recorded
            isCallsOwn = false
        }
    }

    /// Whether it is known where on the time line an event was: if that is the calls' own, the time
    /// of an arrival says nothing.
    public func hasPlace(_ event: TimedEvent) -> Bool { event.hasOwnStart || !isCallsOwn }

    /// From the session's start to its end.
    static func recorded(_ session: SessionOverview) -> Interval {
        let end = session.endedAt ?? session.startedAt + session.lastArrival
        // Calls are timed in whole milliseconds; these contain the session.
        return Interval(
            start: session.startedAt / 1_000, end: max(session.startedAt, end + 999) / 1_000)
    }

    /// How much of `other` lies on the line, in milliseconds.
    func overlap(_ other: Interval) -> Int { Int(interval.overlap(other)) }
}

extension Interval {
    fileprivate func overlap(_ other: Interval) -> Int64 {
        max(0, min(end, other.end) - max(start, other.start))
    }
}
