import ArgumentParser

/// A stretch of time such as `25ms`, `1.5s`.
struct Linger: ExpressibleByArgument {
    let milliseconds: Int64

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    init?(argument: String) {
        let units: [(suffix: String, milliseconds: Double)] = [
            ("ms", 1), ("s", 1_000), ("m", 60_000),
        ]
        guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
            let number = Double(argument.dropLast(unit.suffix.count)), number >= 0,
            number * unit.milliseconds <= 3_600_000
        else { return nil }
        milliseconds = Int64((number * unit.milliseconds).rounded(.up))
    }

    var defaultValueDescription: String { "\(milliseconds)ms" }
}
