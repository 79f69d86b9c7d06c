/// What the timestamps of calls tell of their program's clock, gathered call by call.
///
/// A timestamp is *far* if it is further than `leastTolerance` from where the call's arrival puts it.
/// Far timestamps are wrong, or the calls are an older recording that is sent again.
public struct ClockEvidence: Sendable {
    /// A program's clock that is off by less than this is believed, in milliseconds.
    public static let leastTolerance: Int64 = 60_000

    private var far = 0
    private var leastDistance = Int64.max
    private var order = CallOrder()
    /// Whether a call took so long that more must be known to place it.
    private var isUndecided = false

    public init() {}

    /// Adds a call; `start` is in milliseconds, `arrival` in microseconds since 1970, `latency` in
    /// milliseconds.
    public mutating func add(start: Int64?, latency: Int32?, arrival: Int64) {
        let distance = Self.distance(
            start: start, latency: latency, arrival: arrival, tolerance: Self.leastTolerance)
        if Int64(latency ?? 0) > Self.leastTolerance { isUndecided = true }
        guard distance > Self.leastTolerance else { return }
        far += 1
        leastDistance = min(leastDistance, distance)
        order.add(start: start, latency: latency, arrival: arrival)
    }

    /// How many of `calls` have timestamps that cannot be true: further than `tolerance` from their
    /// arrival, in milliseconds, and no replay.
    ///
    /// `nil` where that takes another look at each of them.
    public func misdated(of calls: Int, tolerance: Int64) -> Int? {
        if isUndecided { return nil }
        if far == 0 { return 0 }
        return leastDistance > tolerance && far * 2 > calls && order.isReplay ? 0 : nil
    }

    /// How far a call's own start is from where its arrival puts it, in milliseconds; 0 without a
    /// start that a clock can show.
    public static func distance(
        start: Int64?, latency: Int32?, arrival: Int64, tolerance: Int64
    ) -> Int64 {
        guard let start, Interval.isPlausible(start) else { return 0 }
        // A latency is measured by the same clock: one that was set meanwhile makes it years.
        let latency = min(Int64(latency ?? 0), tolerance)
        return abs(start - (arrival / 1_000 - latency))
    }
}

/// Whether calls follow one another as they arrived: neither at a clock that stood still, nor at
/// one that was set back and forth.
public struct CallOrder: Sendable {
    /// No recording has a pause between two calls longer than this, in milliseconds.
    public static let longestPause: Int64 = 86_400_000

    /// When calls ended by their own timestamps, in milliseconds.
    private var ends: (first: Int64, last: Int64)?
    /// Microseconds.
    private var arrivals: (first: Int64, last: Int64)?
    /// All steps forward from one call's end to the next one's, summed.
    private var forward: Int64 = 0
    private var hasLongPause = false

    public init() {}

    /// Adds the call that arrived next; units as in `ClockEvidence.add`.
    public mutating func add(start: Int64?, latency: Int32?, arrival: Int64) {
        arrivals = (arrivals?.first ?? arrival, arrival)
        guard let start else { return }
        let end = start &+ Int64(latency ?? 0)
        if let last = ends?.last {
            let step = end.subtractingReportingOverflow(last).partialValue
            if step > Self.longestPause { hasLongPause = true }
            forward =
                forward.addingReportingOverflow(max(0, min(step, Self.longestPause))).partialValue
        }
        ends = (ends?.first ?? end, end)
    }

    public var isReplay: Bool {
        guard let ends, let arrivals, !hasLongPause else { return false }
        let whole = Double(ends.last) - Double(ends.first)
        return whole * 4 >= Double(forward)
            // A replay is a thousand times slower at most.
            && whole * 1_000 >= Double((arrivals.last - arrivals.first) / 1_000)
    }
}
