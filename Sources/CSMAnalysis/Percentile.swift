import Glibc

/// A percentile such as p95 or p99.9, kept as an exact fraction.
public struct Percentile: Sendable, Hashable {
    /// The digits as written, without leading or trailing zeros: `95`, `99.9`.
    public let digits: String
    private let numerator: Int
    private let denominator: Int

    /// Of a decimal number above 0 and up to 100, with at most six places: `50`, `99.9`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = String(parts[0])
        var fraction = parts.count > 1 ? String(parts[1]) : ""
        guard !whole.isEmpty, whole.count <= 3, parts.count == 1 || !fraction.isEmpty,
            fraction.count <= 6,
            (whole + fraction).utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        while fraction.last == "0" { fraction.removeLast() }
        let scale = (0..<fraction.count).reduce(1) { power, _ in power * 10 }
        guard let number = Int(whole + fraction), number > 0, number <= 100 * scale else {
            return nil
        }
        numerator = number
        denominator = 100 * scale
        digits = String(number / scale) + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// `p95`, `p99.9`.
    public var name: String { "p" + digits }

    /// `p95_ms`, `p99_9_ms`: the key in JSON and the column in CSV and SQL.
    public var key: String { "p" + digits.map { $0 == "." ? "_" : String($0) }.joined() + "_ms" }

    /// The position, from 1, of the nearest rank among `count` ascending values: ceil(q · n).
    public func rank(of count: Int) -> Int {
        // Whole numbers, for 0.95 × 20 as a Double is a little over 19.
        let (high, low) = count.multipliedFullWidth(by: numerator)
        let (quotient, remainder) = denominator.dividingFullWidth((high, low))
        return quotient + (remainder > 0 ? 1 : 0)
    }

    /// With fewer values than this the percentile may well be no more than the largest one: the
    /// least n for which n values all lie below it with a probability of at most 5 %.
    ///
    /// 59 for p95, 299 for p99.
    public var supportingCount: Int {
        guard numerator < denominator else { return 1 }
        return Int((log(0.05) / log(Double(numerator) / Double(denominator))).rounded(.up))
    }
}
