public import CSMEvents

/// When a session's calls were under way, as far as their own timestamps can be believed.
///
/// A program may change its clock while it is recorded, as tests with freezegun or time-machine do.
/// A timestamp cannot be true if it is further from where the event's arrival puts it than the
/// session is long, and than a minute. Such an event is placed by its arrival. But where most calls
/// are like that, and follow one another as they arrived, they are an older session that is sent
/// again: they keep their own time line.
public struct SessionClock: Sendable {
    /// A call's time, as it is stored.
    public struct CallTime: Sendable {
        /// The SDK's own, in milliseconds since 1970.
        public let start: Int64?
        /// Milliseconds.
        public let latency: Int32?
        /// Microseconds since 1970.
        public let arrival: Int64

        public init(start: Int64?, latency: Int32?, arrival: Int64) {
            self.start = start
            self.latency = latency
            self.arrival = arrival
        }
    }

    /// The time that the calls are shown on.
    public let line: TimeLine
    /// Calls whose timestamps cannot be true.
    public let misdatedCalls: Int
    /// How far a timestamp may be from its arrival, in milliseconds; `nil` where all are believed.
    private let tolerance: Int64?

    /// The clock of a session whose calls can be placed without reading them; `nil` for another.
    ///
    /// `busy` is the union of the calls' intervals by their own timestamps.
    public init?(of session: SessionOverview, busy: [Interval]) {
        let recorded = TimeLine.recorded(session)
        let isInside = busy.allSatisfy { $0.start >= recorded.start && $0.end <= recorded.end }
        guard isInside || Self.isElsewhere(busy, recorded) else { return nil }
        line = TimeLine(of: session, busy: busy)
        misdatedCalls = 0
        tolerance = nil
    }

    /// How many of a session's calls have timestamps that cannot be true, as far as that is clear
    /// without reading them again; else `nil`.
    public static func misdatedCalls(
        of session: SessionOverview, by evidence: ClockEvidence
    ) -> Int? {
        evidence.misdated(of: session.calls, tolerance: tolerance(TimeLine.recorded(session)))
    }

    /// Whether all of it lies together, far from the session, and is no instant at which a clock
    /// stood still.
    private static func isElsewhere(_ busy: [Interval], _ recorded: Interval) -> Bool {
        let tolerance = tolerance(recorded)
        let isFar = busy.allSatisfy {
            $0.end < recorded.start - tolerance || $0.start > recorded.end + tolerance
        }
        let pauses = zip(busy, busy.dropFirst()).map { $1.start - $0.end }
        guard isFar, pauses.allSatisfy({ $0 <= CallOrder.longestPause }) else { return false }
        guard let first = busy.first, let last = busy.last else { return false }
        return (last.end - first.start) * 4 >= recorded.end - recorded.start
    }

    private static func tolerance(_ recorded: Interval) -> Int64 {
        max(ClockEvidence.leastTolerance, recorded.end - recorded.start)
    }

    /// The clock of a session by all of its calls, in the order of their arrival.
    public init(of session: SessionOverview, calls: [CallTime]) {
        let tolerance = Self.tolerance(TimeLine.recorded(session))
        let misdated = calls.filter { Self.isMisdated($0, tolerance) }
        if misdated.count * 2 > calls.count, Self.isReplayed(misdated) {
            let intervals = calls.map {
                Interval(start: $0.start, latency: $0.latency ?? 0, arrival: $0.arrival)
            }
            line = TimeLine(of: session, busy: Interval.union(intervals))
            misdatedCalls = 0
            self.tolerance = nil
        } else {
            let intervals = calls.map { Self.placed($0, tolerance) }
            line = TimeLine(of: session, busy: Interval.union(intervals))
            misdatedCalls = misdated.count
            self.tolerance = misdated.isEmpty ? nil : tolerance
        }
    }

    /// The clock of a session that is still recorded, or whose calls are told one by one as they
    /// came: who has seen only the first of them cannot tell an older session that is sent again,
    /// so all are placed on the session's own time line.
    public init(following session: SessionOverview) {
        line = TimeLine(of: session, busy: [])
        misdatedCalls = 0
        tolerance = ClockEvidence.leastTolerance
    }

    private static func isReplayed(_ calls: [CallTime]) -> Bool {
        var order = CallOrder()
        for call in calls {
            order.add(start: call.start, latency: call.latency, arrival: call.arrival)
        }
        return order.isReplay
    }

    private static func isMisdated(_ call: CallTime, _ tolerance: Int64) -> Bool {
        ClockEvidence.distance(
            start: call.start, latency: call.latency, arrival: call.arrival, tolerance: tolerance
        ) > tolerance
    }

    /// A latency is measured by the same clock: one that was set meanwhile makes it years.
    private static func latency(_ call: CallTime, _ tolerance: Int64) -> Int32 {
        Int32(clamping: min(Int64(call.latency ?? 0), tolerance))
    }

    /// Where a call or an attempt belongs; whether its own timestamp is believed.
    func placed(_ call: CallTime) -> (interval: Interval, isMisdated: Bool) {
        guard let tolerance else {
            let interval = Interval(
                start: call.start, latency: call.latency ?? 0, arrival: call.arrival)
            return (interval, false)
        }
        return (Self.placed(call, tolerance), Self.isMisdated(call, tolerance))
    }

    private static func placed(_ call: CallTime, _ tolerance: Int64) -> Interval {
        Interval(
            start: isMisdated(call, tolerance) ? nil : call.start,
            latency: latency(call, tolerance), arrival: call.arrival)
    }

    /// When a call was in flight; `nil` without a latency.
    public func interval(of call: CallTime) -> Interval? {
        call.latency == nil ? nil : placed(call).interval
    }
}
