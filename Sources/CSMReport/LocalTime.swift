import CSMEvents
import Glibc

extension TextStyle {
    /// An instant to the second; `microseconds` since 1970.
    func time(microseconds: Int64) -> String {
        guard !isUTC else { return Instant.short(microseconds: microseconds) }
        var seconds = time_t(microseconds / 1_000_000)
        var parts = tm()
        // The time zone is TZ's, else the system's.
        guard localtime_r(&seconds, &parts) != nil else {
            return Instant.short(microseconds: microseconds)
        }
        let offset = Int64(parts.tm_gmtoff) * 1_000_000
        return Instant.short(microseconds: microseconds + offset)
    }

    /// The same, with UTC named where it is not the local time.
    package func zonedTime(microseconds: Int64) -> String {
        time(microseconds: microseconds) + (isUTC ? " UTC" : "")
    }
}
