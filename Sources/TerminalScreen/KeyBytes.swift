/// The bytes that keys send, taken apart.
public struct KeyBytes: Sendable {
    public enum Key: Sendable, Equatable {
        case character(Character)
        case enter, escape, backspace
        /// Ctrl and a letter.
        case control(Character)
        /// An arrow, a function key and the like.
        case sequence
    }

    /// The beginning of a character whose other bytes are still to come.
    private var pending: [UInt8] = []

    public init() {}

    /// The keys in bytes that came together.
    public mutating func keys(in bytes: [UInt8]) -> [Key] {
        var keys: [Key] = []
        var rest = (pending + bytes)[...]
        pending = []
        while let first = rest.popFirst() {
            switch first {
            case 0x1B: keys.append(Self.escape(&rest))
            case 0x0A, 0x0D: keys.append(.enter)
            case 0x08, 0x7F: keys.append(.backspace)
            case 0x00..<0x20:
                keys.append(.control(Character(UnicodeScalar(first + 0x60))))
            case 0x20..<0x7F: keys.append(.character(Character(UnicodeScalar(first))))
            default:
                let length = Self.length(first)
                guard rest.count >= length - 1 else {
                    pending = [first] + rest
                    return keys
                }
                let character = [first] + rest.prefix(length - 1)
                // What begins no character is nothing.
                if length > 1, let text = String(validating: character, as: UTF8.self),
                    let one = text.first
                {
                    rest.removeFirst(length - 1)
                    keys.append(.character(one))
                }
            }
        }
        return keys
    }

    /// How many bytes a character has that begins so.
    private static func length(_ first: UInt8) -> Int {
        switch first {
        case 0xC0..<0xE0: 2
        case 0xE0..<0xF0: 3
        case 0xF0..<0xF8: 4
        default: 1
        }
    }

    /// The Escape key comes alone; what follows it at once are parts of another key.
    private static func escape(_ rest: inout ArraySlice<UInt8>) -> Key {
        guard let next = rest.first else { return .escape }
        guard next == UInt8(ascii: "[") || next == UInt8(ascii: "O") else {
            rest.removeFirst()
            return .sequence
        }
        rest.removeFirst()
        // Up to the byte that ends it (ECMA-48, 5.4).
        while let byte = rest.popFirst() {
            if (0x40...0x7E).contains(byte) { break }
        }
        return .sequence
    }
}
