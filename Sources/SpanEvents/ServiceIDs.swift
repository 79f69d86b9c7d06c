/// Service ids as CSM has them, found by what instrumentations make of them.
struct ServiceIDs {
    private static let byKey: [String: [UInt8]] = {
        let ids = text.split(separator: "\n").map(String.init)
        return Dictionary(ids.map { (key($0), Array($0.utf8)) }) { first, _ in first }
    }()

    /// Names that came lately: a program calls few services.
    private var recent: [(name: [UInt8], id: [UInt8])] = []
    private static let mostRecent = 32

    /// Lower-case letters and digits: JavaScript drops the spaces.
    private static func key(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    /// An unknown name stays.
    mutating func id(of name: ArraySlice<UInt8>) -> [UInt8] {
        if let found = recent.first(where: { $0.name.elementsEqual(name) }) { return found.id }
        let id = Self.byKey[Self.key(String(decoding: name, as: UTF8.self))] ?? Array(name)
        if recent.count == Self.mostRecent { recent.removeFirst() }
        recent.append((Array(name), id))
        return id
    }
}
