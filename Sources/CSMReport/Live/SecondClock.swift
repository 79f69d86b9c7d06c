/// Times of day for many instants, most of them in the same second as the one before.
struct SecondClock: Sendable {
    /// Of `12:34:56.789`.
    static let width = 12

    private let style: TextStyle
    /// Since 1970.
    private var second = Int64.min
    /// The text up to the milliseconds.
    private var begin = ""

    init(_ style: TextStyle) { self.style = style }

    /// The time of day to the millisecond; `microseconds` since 1970.
    mutating func text(microseconds: Int64) -> String {
        let now = microseconds / 1_000_000
        if now != second || begin.isEmpty {
            second = now
            begin = String(style.timeOfDay(microseconds: microseconds).prefix(9))
        }
        let milliseconds = Int(microseconds % 1_000_000 / 1_000)
        guard milliseconds >= 0 else { return style.timeOfDay(microseconds: microseconds) }
        let zeros = milliseconds < 10 ? "00" : milliseconds < 100 ? "0" : ""
        return begin + zeros + String(milliseconds)
    }
}
