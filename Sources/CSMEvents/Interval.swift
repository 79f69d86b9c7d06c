/// A stretch of time in whole milliseconds since 1970, without its end.
public struct Interval: Sendable, Equatable {
    public var start: Int64
    public var end: Int64

    public init(start: Int64, end: Int64) {
        self.start = start
        self.end = end
    }

    /// Times that a clock can show: from 1970 to the end of the year 9999.
    private static let plausible: ClosedRange<Int64> = 0...253_402_300_799_999

    /// Whether a clock can show that time.
    public static func isPlausible(_ milliseconds: Int64) -> Bool {
        plausible.contains(milliseconds)
    }

    /// When a call or an attempt was under way, its latency known.
    ///
    /// `start` is the SDK's own, if it sent one. Without, or if it is none that a clock can show,
    /// the event is taken to have been sent as soon as it was over, at `arrival`, in microseconds
    /// since 1970.
    public init(start: Int64?, latency: Int32, arrival: Int64) {
        if let start, Self.isPlausible(start) {
            self.init(start: start, end: start + Int64(latency))
        } else {
            let end = arrival / 1_000
            self.init(start: end - Int64(latency), end: end)
        }
    }

    /// The union of `intervals`, as intervals that do not touch, ascending.
    public static func union(_ intervals: [Interval]) -> [Interval] {
        var union: [Interval] = []
        for interval in intervals.sorted(by: { $0.start < $1.start }) {
            if let last = union.last, interval.start <= last.end {
                union[union.count - 1].end = max(last.end, interval.end)
            } else {
                union.append(interval)
            }
        }
        return union
    }
}
