import CSMEvents
import Glibc

extension TextStyle {
    /// An instant to the second; `microseconds` since 1970.
    func time(microseconds: Int64) -> String { Instant.short(microseconds: local(microseconds)) }

    /// The time of day to the millisecond; `microseconds` since 1970.
    func timeOfDay(microseconds: Int64) -> String {
        let text = Instant.iso8601(microseconds: local(microseconds))
        // Behind the date, up to the milliseconds.
        return String(text.drop { $0 != "T" }.dropFirst().prefix(12))
    }

    private func local(_ microseconds: Int64) -> Int64 {
        guard !isUTC else { return microseconds }
        var seconds = time_t(microseconds / 1_000_000)
        var parts = tm()
        // The time zone is TZ's, else the system's.
        guard localtime_r(&seconds, &parts) != nil else { return microseconds }
        return microseconds + Int64(parts.tm_gmtoff) * 1_000_000
    }

    /// The same, with UTC named where it is not the local time.
    func zonedTime(microseconds: Int64) -> String {
        time(microseconds: microseconds) + (isUTC ? " UTC" : "")
    }
}
