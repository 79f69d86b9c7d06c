import ArgumentParser

/// A stretch of time such as `25ms`, `1.5s`, `30d`.
struct TimeSpan: ExpressibleByArgument {
    let milliseconds: Int64

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    private static let units: [(suffix: String, milliseconds: Double)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// Longer ones are nobody's intention, in milliseconds: a hundred years.
    private static let longest = 3_155_760_000_000.0

    init?(argument: String) {
        guard let unit = Self.units.first(where: { argument.hasSuffix($0.suffix) }),
            argument.dropLast(unit.suffix.count).allSatisfy({ "0123456789.".contains($0) }),
            let number = Double(argument.dropLast(unit.suffix.count)),
            number * unit.milliseconds <= Self.longest
        else { return nil }
        milliseconds = Int64((number * unit.milliseconds).rounded(.up))
    }

    /// In the largest unit that has it whole.
    var defaultValueDescription: String {
        let unit = Self.units.last { milliseconds % Int64($0.milliseconds) == 0 }
        guard let unit, milliseconds > 0 else { return "\(milliseconds)ms" }
        return "\(milliseconds / Int64(unit.milliseconds))\(unit.suffix)"
    }
}
