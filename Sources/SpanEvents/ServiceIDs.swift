/// Service ids as CSM has them, found by what instrumentations make of them.
enum ServiceIDs {
    private static let byKey: [String: String] = {
        let ids = text.split(separator: "\n").map(String.init)
        return Dictionary(ids.map { (key($0), $0) }) { first, _ in first }
    }()

    /// Lower-case letters and digits: JavaScript drops the spaces.
    private static func key(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    /// An unknown name stays.
    static func id(of name: String) -> String { byKey[key(name)] ?? name }
}
