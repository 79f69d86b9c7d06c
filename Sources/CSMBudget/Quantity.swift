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
        plus(Quantity(-other.numerator, over: other.denominator))
    }

    /// The sum; `nil` where it is beyond what can be told exactly.
    func plus(_ other: Quantity) -> Quantity? {
        let own = numerator.multipliedReportingOverflow(by: other.denominator)
        let others = other.numerator.multipliedReportingOverflow(by: denominator)
        let below = denominator.multipliedReportingOverflow(by: other.denominator)
        let sum = own.partialValue.addingReportingOverflow(others.partialValue)
        guard !own.overflow, !others.overflow, !below.overflow, !sum.overflow else { return nil }
        return Quantity(sum.partialValue, over: below.partialValue)
    }

    /// The product; `nil` where it is beyond what can be told exactly.
    func times(_ other: Quantity) -> Quantity? {
        let above = numerator.multipliedReportingOverflow(by: other.numerator)
        let below = denominator.multipliedReportingOverflow(by: other.denominator)
        guard !above.overflow, !below.overflow else { return nil }
        return Quantity(above.partialValue, over: below.partialValue)
    }

    /// The middle one, or the mean of the two in the middle; `nil` for none, or where it is beyond
    /// what can be told exactly.
    static func median(_ quantities: [Quantity]) -> Quantity? {
        let ordered = quantities.sorted()
        guard let upper = ordered.dropFirst(ordered.count / 2).first else { return nil }
        if !ordered.count.isMultiple(of: 2) { return upper }
        return ordered[ordered.count / 2 - 1].plus(upper)?.times(Quantity(1, over: 2))
    }

    /// The numerator times another number, in full: high word, low word.
    private func times(_ factor: Int) -> (Int, UInt) {
        let product = numerator.multipliedFullWidth(by: factor)
        return (product.high, product.low)
    }
}
