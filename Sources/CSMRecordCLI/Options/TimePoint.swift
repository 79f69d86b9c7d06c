import ArgumentParser
import CSMEvents

/// A point in time: so long after something, or before now, or a date.
enum TimePoint: ExpressibleByArgument {
    /// `7d`, `90m`
    case span(TimeSpan)
    /// `2026-11-20`, `2026-11-20T17:00:00Z`; milliseconds since 1970.
    case instant(Int64)

    init?(argument: String) {
        if let span = TimeSpan(argument: argument) {
            self = .span(span)
            return
        }
        let text = argument.contains("T") ? argument : argument + "T00:00:00Z"
        guard let microseconds = Instant.microseconds(iso8601: text) else { return nil }
        self = .instant(microseconds / 1_000)
    }

    /// The stretch of time that it is; `nil` for a date.
    var span: TimeSpan? {
        switch self {
        case .span(let span): span
        case .instant: nil
        }
    }

    /// Milliseconds since 1970, a stretch of time being one before `now`.
    func milliseconds(before now: Int64) -> Int64 {
        switch self {
        case .span(let span): now - span.milliseconds
        case .instant(let milliseconds): milliseconds
        }
    }
}
