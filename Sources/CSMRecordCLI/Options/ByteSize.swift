import ArgumentParser

/// A number of bytes such as `500MiB`, `10GiB`, `1TB`.
struct ByteSize: ExpressibleByArgument {
    let bytes: Int
    /// As it was typed.
    let text: String

    private static let units: [(suffix: String, bytes: Double)] = [
        ("KiB", 0x1p10), ("MiB", 0x1p20), ("GiB", 0x1p30), ("TiB", 0x1p40),
        ("kB", 1e3), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
        ("B", 1), ("", 1),
    ]

    init?(argument: String) {
        guard let unit = Self.units.first(where: { argument.hasSuffix($0.suffix) }) else {
            return nil
        }
        let digits = argument.dropLast(unit.suffix.count)
        guard digits.allSatisfy({ "0123456789.".contains($0) }), let number = Double(digits),
            number * unit.bytes >= 1, number * unit.bytes < 0x1p60
        else { return nil }
        bytes = Int(number * unit.bytes)
        text = argument
    }
}
