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
        guard let milliseconds = Self.milliseconds(argument) else { return nil }
        self = .instant(milliseconds)
    }

    /// Of ISO 8601: a date, with a time to the minute or finer, and that with an offset from UTC.
    private static func milliseconds(_ text: String) -> Int64? {
        guard
            let match = text.wholeMatch(
                of: /(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?/)
        else { return nil }
        let time = "\(match.1)T\(match.2 ?? "00:00")\(match.3 ?? ":00")Z"
        guard let microseconds = Instant.microseconds(iso8601: time) else { return nil }
        guard let zone = match.4, zone != "Z" else { return microseconds / 1_000 }
        let digits = zone.filter(\.isNumber)
        guard let hours = Int64(digits.prefix(2)), let minutes = Int64(digits.suffix(2)) else {
            return nil
        }
        let offset = (hours * 60 + minutes) * 60_000
        return microseconds / 1_000 - (zone.hasPrefix("-") ? -offset : offset)
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
