public import CSMCapture

/// What a replay would do.
public struct ReplayForecast {
    /// How many datagrams it would send.
    public let count: Int
    /// Nanoseconds.
    public let duration: Int64
    public let longestPause: Int64

    /// Goes through `rounds` times all there is, of which `limit` datagrams at most.
    public init(
        _ source: ReplaySource, _ schedule: ReplaySchedule, rounds: Int, limit: Int?
    ) throws {
        var schedule = schedule
        count = Self.count(source, rounds: rounds, limit: limit)
        var left = count
        for round in 0..<rounds where left > 0 {
            if round > 0 { schedule.beginAgain(after: source.pause) }
            try source.forEachDatagram { _, arrival in
                _ = schedule.deadline(arrival: arrival)
                left -= 1
                return left > 0
            }
        }
        duration = schedule.now
        longestPause = schedule.largestGap
    }

    /// How many datagrams that would be.
    public static func count(_ source: ReplaySource, rounds: Int, limit: Int?) -> Int {
        let (count, overflows) = source.count.multipliedReportingOverflow(by: rounds)
        return min(overflows ? .max : count, limit ?? .max)
    }
}
