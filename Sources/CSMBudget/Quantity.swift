/// A number without rounding: one whole number divided by another.
///
/// Counts, milliseconds, and rates, where 1 is 100 %.
public struct Quantity: Sendable, Hashable, Comparable {
    public let numerator: Int
    /// Above 0.
    public let denominator: Int

    public init(_ numerator: Int, over denominator: Int = 1) {
        self.numerator = numerator
        self.denominator = denominator
    }

    public var value: Double { Double(numerator) / Double(denominator) }

    /// `nil` where it is no whole number.
    public var whole: Int? { numerator % denominator == 0 ? numerator / denominator : nil }

    public static func == (left: Quantity, right: Quantity) -> Bool {
        left.times(right.denominator) == right.times(left.denominator)
    }

    public static func < (left: Quantity, right: Quantity) -> Bool {
        left.times(right.denominator) < right.times(left.denominator)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(value) }

    /// The difference; `nil` where it is beyond what can be told exactly.
    func less(_ other: Quantity) -> Quantity? {
        let own = numerator.multipliedReportingOverflow(by: other.denominator)
        let others = other.numerator.multipliedReportingOverflow(by: denominator)
        let below = denominator.multipliedReportingOverflow(by: other.denominator)
        let difference = own.partialValue.subtractingReportingOverflow(others.partialValue)
        guard !own.overflow, !others.overflow, !below.overflow, !difference.overflow else {
            return nil
        }
        return Quantity(difference.partialValue, over: below.partialValue)
    }

    /// The numerator times another number, in full: high word, low word.
    private func times(_ factor: Int) -> (Int, UInt) {
        let product = numerator.multipliedFullWidth(by: factor)
        return (product.high, product.low)
    }
}
