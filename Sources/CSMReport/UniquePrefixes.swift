/// How much of each of several names is enough to tell it from the others.
struct UniquePrefixes {
    private let lengths: [String: Int]

    /// Shorter ones would be read as a typing error.
    private static let least = 2

    init(of names: [String]) {
        // The most that a name shares with any other, it shares with one beside it.
        let sorted = names.sorted()
        var lengths: [String: Int] = [:]
        for (index, name) in sorted.enumerated() {
            let before = index > 0 ? Self.common(name, sorted[index - 1]) : 0
            let after = index + 1 < sorted.count ? Self.common(name, sorted[index + 1]) : 0
            lengths[name] = min(name.count, max(Self.least, max(before, after) + 1))
        }
        self.lengths = lengths
    }

    /// In characters.
    func length(of name: String) -> Int { lengths[name] ?? name.count }

    private static func common(_ first: String, _ second: String) -> Int {
        zip(first, second).prefix { $0 == $1 }.count
    }
}
