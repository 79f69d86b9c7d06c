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
        return (limit.isRelative || comparison.holds(none, limit.quantity))
            && (comparison.isUpperBound || comparison == .equal)
    }

    /// Whether it is judged against a baseline, run by run.
    public var isRelative: Bool { limit.isRelative || metric == .new }
}
