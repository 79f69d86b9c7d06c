/// One rule of a budget.
public struct BudgetRule: Sendable, Hashable {
    public enum Comparison: String, Sendable, CaseIterable {
        case equal = "=="
        case unequal = "!="
        case atMost = "<="
        case below = "<"
        case atLeast = ">="
        case above = ">"

        public func holds(_ measured: Quantity, _ limit: Quantity) -> Bool {
            switch self {
            case .equal: measured == limit
            case .unequal: measured != limit
            case .atMost: measured <= limit
            case .below: measured < limit
            case .atLeast: measured >= limit
            case .above: measured > limit
            }
        }

        /// Whether it is a limit from above.
        public var isUpperBound: Bool { self == .atMost || self == .below }
    }

    /// Where a rule stands.
    public struct Place: Sendable, Hashable {
        /// The budget's file as it was named, or `--assert`.
        public let source: String
        /// From 1.
        public let line: Int

        public init(source: String, line: Int) {
            self.source = source
            self.line = line
        }
    }

    /// Shown, and never a reason to fail.
    public var isWarning: Bool
    /// All that is selected together, not each operation on its own.
    public var isTotal: Bool
    public var selector: Selector
    public var metric: Metric
    public var comparison: Comparison
    public var limit: Limit
    /// The rule is not applied to fewer calls than this.
    public var fewestCalls: Int?
    public var place: Place
    /// The rule as it was written, without what is around it.
    public var source: String
    /// Where the limit stands in its line, in UTF-8 bytes.
    public var limitRange: Range<Int>

    /// The rule in the notation that this program writes; reads back as the same rule.
    public var text: String {
        var words: [String] = []
        if isWarning { words.append("warn") }
        if isTotal { words.append("total") }
        if !selector.parts.isEmpty { words.append(selector.text) }
        var text = words.joined(separator: " ")
        text += ": \(metric.text) \(comparison.rawValue) \(limit.text)"
        if let fewestCalls { text += " when calls >= \(fewestCalls)" }
        return text
    }

    /// Whether nothing at all would satisfy it, which is the truth about what was not called: a
    /// count that must be 0, or has a limit from above.
    var isMetByNothing: Bool {
        guard metric.kind == .count else { return false }
        let none = Quantity(0)
        return comparison.holds(none, limit.quantity)
            && (comparison.isUpperBound || comparison == .equal)
    }
}

/// A limit, with the unit it was written in.
public struct Limit: Sendable, Hashable {
    public enum Unit: String, Sendable, CaseIterable {
        case none = ""
        case milliseconds = "ms"
        case seconds = "s"
        case minutes = "m"
        case percent = "%"

        /// One of them as a count, in milliseconds, or as a rate.
        var quantity: Quantity {
            switch self {
            case .none, .milliseconds: Quantity(1)
            case .seconds: Quantity(1_000)
            case .minutes: Quantity(60_000)
            case .percent: Quantity(1, over: 100)
            }
        }
    }

    /// The number's digits as they were written.
    public let digits: String
    public let unit: Unit
    public let quantity: Quantity

    /// Of digits with at most one point, at most thirteen characters and six digits behind the point.
    init?(digits: String, unit: Unit) {
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }), digits.utf8.count <= 13,
            parts.count == 1 || parts[1].utf8.count <= 6, let number = Int(parts.joined()),
            number >= 0
        else { return nil }
        let places = parts.count == 2 ? parts[1].utf8.count : 0
        let scale = (0..<places).reduce(1) { power, _ in power * 10 }
        self.digits = digits
        self.unit = unit
        quantity = Quantity(
            number * unit.quantity.numerator, over: scale * unit.quantity.denominator)
    }

    public var text: String { digits + unit.rawValue }
}
