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

    /// The number's digits as they were written; empty for the baseline itself.
    public let digits: String
    public let unit: Unit
    /// What was written; of a relative limit what is added to the baseline.
    public let quantity: Quantity
    /// Whether it counts from the baseline's figure.
    public private(set) var isRelative = false

    /// The baseline's figure itself.
    static let baseline = {
        var limit = Limit(digits: "", unit: .none, quantity: Quantity(0))
        limit.isRelative = true
        return limit
    }()

    private init(digits: String, unit: Unit, quantity: Quantity) {
        self.digits = digits
        self.unit = unit
        self.quantity = quantity
    }

    /// Of digits with at most one point, at most thirteen characters and six digits behind the point.
    init?(digits: String, unit: Unit) {
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }), digits.utf8.count <= 13,
            parts.count == 1 || parts[1].utf8.count <= 6, let number = Int(parts.joined()),
            number >= 0
        else { return nil }
        let places = parts.count == 2 ? parts[1].utf8.count : 0
        let scale = (0..<places).reduce(1) { power, _ in power * 10 }
        self.init(
            digits: digits, unit: unit,
            quantity: Quantity(
                number * unit.quantity.numerator, over: scale * unit.quantity.denominator))
    }

    /// So much above the baseline's figure.
    var aboveBaseline: Limit {
        var limit = self
        limit.isRelative = true
        return limit
    }

    /// As it is written in a budget: `120ms`, `baseline`, `baseline + 25%`.
    public var text: String {
        let number = digits + unit.rawValue
        guard isRelative else { return number }
        return number.isEmpty ? "baseline" : "baseline + \(number)"
    }

    /// The limit over a baseline's figure, of which a percentage is a part of that figure; `nil`
    /// where it is beyond what can be told exactly.
    func over(_ base: Quantity) -> Quantity? {
        let added = unit == .percent ? base.times(quantity) : quantity
        return added.flatMap(base.plus)
    }
}
