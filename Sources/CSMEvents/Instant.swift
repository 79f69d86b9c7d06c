/// A point in time, in microseconds since 1970, as people and machines write it.
public enum Instant {
    /// ISO 8601 in UTC with microseconds: `2026-11-23T09:49:27.000000Z`.
    public static func iso8601(microseconds: Int64) -> String {
        let (seconds, fraction) = floorDivide(microseconds, 1_000_000)
        let digits = String(fraction)
        let padding = String(repeating: "0", count: 6 - digits.count)
        return "\(date(seconds))T\(time(seconds)).\(padding)\(digits)Z"
    }

    /// Of what `iso8601` writes, with any number of fractional digits or none; digits beyond
    /// microseconds do not count.
    public static func microseconds(iso8601 text: String) -> Int64? {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].last == "Z" else { return nil }
        let clock = parts[1].dropLast().split(separator: ".", omittingEmptySubsequences: false)
        guard clock.count <= 2, let date = numbers(parts[0], "-", widths: [4, 2, 2]),
            let time = numbers(clock[0], ":", widths: [2, 2, 2]), (1...12).contains(date[1]),
            (1...31).contains(date[2]), time[0] < 24, time[1] < 60, time[2] < 60
        else { return nil }
        var fraction: Int64 = 0
        if clock.count == 2 {
            let digits = clock[1].prefix(6)
            guard let number = number(digits) else { return nil }
            fraction = (digits.count..<6).reduce(number) { value, _ in value * 10 }
        }
        let days = days(year: date[0], month: date[1], day: date[2])
        // There is no 30th of February.
        guard Self.date(days * 86_400) == parts[0] else { return nil }
        return (days * 86_400 + time[0] * 3_600 + time[1] * 60 + time[2]) * 1_000_000 + fraction
    }

    private static func numbers(
        _ text: Substring, _ separator: Character, widths: [Int]
    ) -> [Int64]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.map(\.count) == widths else { return nil }
        let numbers = parts.compactMap(number)
        return numbers.count == parts.count ? numbers : nil
    }

    private static func number(_ digits: Substring) -> Int64? {
        digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(digits) : nil
    }

    /// `2026-11-23 09:49:27` in UTC.
    public static func short(microseconds: Int64) -> String {
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
        let padding = String(repeating: "0", count: max(0, 4 - String(year).count))
        return "\(padding)\(year)-\(twoDigits(month < 10 ? month + 3 : month - 9))"
            + "-\(twoDigits(day))"
    }

    /// Days from 1970 to a date: `date`'s way back.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = floorDivide(shifted, 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
        let quotient = value >= 0 ? value / divisor : (value - divisor + 1) / divisor
        return (quotient, value - quotient * divisor)
    }

    private static func twoDigits(_ value: Int64) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }
}
