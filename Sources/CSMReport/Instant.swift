/// A point in time, as people and machines read it.
enum Instant {
    /// ISO 8601 in UTC with microseconds: `2026-11-23T09:49:27.000000Z`.
    static func iso8601(microseconds: Int64) -> String {
        let (seconds, fraction) = floorDivide(microseconds, 1_000_000)
        let digits = String(fraction)
        let padding = String(repeating: "0", count: 6 - digits.count)
        return "\(date(seconds))T\(time(seconds)).\(padding)\(digits)Z"
    }

    /// `2026-11-23 09:49:27` in UTC.
    static func short(microseconds: Int64) -> String {
        let (seconds, _) = floorDivide(microseconds, 1_000_000)
        return "\(date(seconds)) \(time(seconds))"
    }

    private static func time(_ seconds: Int64) -> String {
        let (_, ofDay) = floorDivide(seconds, 86_400)
        return [ofDay / 3_600, ofDay / 60 % 60, ofDay % 60].map(twoDigits).joined(separator: ":")
    }

    /// The proleptic Gregorian date, by counting in eras of 400 years that begin in March.
    private static func date(_ seconds: Int64) -> String {
        let (days, _) = floorDivide(seconds, 86_400)
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + era * 400 + (month < 10 ? 0 : 1)
        return "\(year)-\(twoDigits(month < 10 ? month + 3 : month - 9))-\(twoDigits(day))"
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
        let quotient = value >= 0 ? value / divisor : (value - divisor + 1) / divisor
        return (quotient, value - quotient * divisor)
    }

    private static func twoDigits(_ value: Int64) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }
}
