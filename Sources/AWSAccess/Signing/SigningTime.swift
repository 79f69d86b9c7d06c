import FoundationEssentials

/// A time as Signature Version 4 writes it, in UTC.
struct SigningTime {
    /// Date and time, as in `20261123T154926Z`.
    let stamp: String
    /// The date, as in `20261123`.
    let day: String

    init(_ date: Date) {
        let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
        stamp = date.formatted(style)
        day = String(stamp.prefix(8))
    }
}
