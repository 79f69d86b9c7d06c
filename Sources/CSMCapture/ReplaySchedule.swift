/// When each datagram of a recording is to be sent again.
///
/// Deadlines follow from the recording alone, so a late datagram never delays the next.
public struct ReplaySchedule: Sendable {
    /// How fast time passes.
    public enum Speed: Sendable, Equatable {
        /// So many times faster than it did.
        case factor(Double)
        /// Nothing waits.
        case unlimited
    }

    private let speed: Speed
    /// Longer pauses are cut to this, in microseconds of the recording.
    private let longestGap: Int64?
    /// Of the recording's time, in microseconds, without what was cut off pauses.
    private var elapsed: Int64 = 0
    private var lastArrival: Int64?

    /// The longest pause so far, in nanoseconds of the replay.
    public private(set) var largestGap: Int64 = 0

    /// `longestGap` is in microseconds of the recording; `nil` cuts none.
    public init(speed: Speed, longestGap: Int64?) {
        self.speed = speed
        self.longestGap = longestGap
    }

    /// When the datagram that arrived at `arrival` is due, in nanoseconds since the replay's start.
    ///
    /// `arrival` is in microseconds since the session's start. The first datagram is due at once.
    public mutating func deadline(arrival: Int64) -> Int64 {
        if let lastArrival { pass(arrival - lastArrival) }
        // A clock that was set back leaves no gap, nor one on its way up again.
        lastArrival = max(lastArrival ?? arrival, arrival)
        return now
    }

    /// Goes back to the recording's beginning, for another round after a pause in microseconds.
    public mutating func beginAgain(after pause: Int64) {
        pass(pause)
        lastArrival = nil
    }

    /// Nanoseconds since the replay's start.
    public var now: Int64 { duration(of: elapsed) }

    /// Beyond this no replay goes, in microseconds of the recording: 142 years.
    private static let longest: Int64 = 1 << 52

    private func duration(of microseconds: Int64) -> Int64 {
        switch speed {
        case .unlimited: 0
        case .factor(1): microseconds * 1_000
        case .factor(let factor):
            Int64(min(9e18, (Double(microseconds) * 1_000 / factor).rounded()))
        }
    }

    private mutating func pass(_ gap: Int64) {
        let own = min(max(0, gap), longestGap ?? .max, Self.longest)
        largestGap = max(largestGap, duration(of: own))
        elapsed = min(elapsed + own, Self.longest)
    }
}
