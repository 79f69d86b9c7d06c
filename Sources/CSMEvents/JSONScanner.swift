/// A cursor that checks and measures JSON tokens (RFC 8259) without making values of them.
///
/// Stricter than no decoder about the grammar and more tolerant than any about the text: what
/// stands between two quotes need be no valid UTF-8, and a surrogate escape may lack its other
/// half, for real SDKs send both. Every method returns false, or `nil`, at the first byte that is
/// wrong, and never reads past the end.
public struct JSONScanner {
    public let bytes: UnsafeBufferPointer<UInt8>
    public private(set) var position = 0

    public init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    public var isAtEnd: Bool { position == bytes.count }

    /// The byte under the cursor; 0, which no token starts with, at the end.
    @inline(__always) public var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    @inline(__always) public mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Blanks and byte-order marks, as may stand around the object.
    public mutating func skipBlanksAndByteOrderMarks() {
        skipBlanks()
        while position + 3 <= bytes.count, bytes[position] == 0xEF, bytes[position + 1] == 0xBB,
            bytes[position + 2] == 0xBF
        {
            position += 3
            skipBlanks()
        }
    }

    @inline(__always) public mutating func take(_ expected: Unicode.Scalar) -> Bool {
        guard byte == UInt8(ascii: expected) else { return false }
        position += 1
        return true
    }

    /// The contents of a string, the cursor on its opening quote before and behind its closing
    /// quote after.
    public mutating func string() -> TextSlice? {
        guard take("\"") else { return nil }
        let start = position
        var hasEscapes = false
        while true {
            skipPlainCharacters()
            guard position < bytes.count else { return nil }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let contents = TextSlice(start..<position, hasEscapes: hasEscapes)
                position += 1
                return contents
            case UInt8(ascii: "\\"):
                hasEscapes = true
                guard escape() else { return nil }
            default:
                return nil  // a control character
            }
        }
    }

    /// Moves to the next quote, backslash or control character, eight bytes at a time: a session
    /// token is most of a datagram, and this loop most of the time to decode one.
    @inline(__always) private mutating func skipPlainCharacters() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highBits: UInt64 = 0x8080_8080_8080_8080
        let raw = UnsafeRawBufferPointer(bytes)
        while position + 8 <= raw.count {
            let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            // For each of the three: a byte's high bit is set where it is zero, or below 0x20.
            let ends =
                ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
                | ((word &- (ones &* 0x20)) & ~word)
            guard ends & highBits == 0 else { break }
            position += 8
        }
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x22 || byte == 0x5C || byte < 0x20 { return }
            position += 1
        }
    }

    private mutating func escape() -> Bool {
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
            return true
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                switch byte {
                case 0x30...0x39, 0x41...0x46, 0x61...0x66: position += 1
                default: return false
                }
            }
            return true
        default:
            return false
        }
    }

    /// A number's characters.
    public mutating func number() -> TextSlice? {
        let start = position
        if byte == UInt8(ascii: "-") { position += 1 }
        if byte == UInt8(ascii: "0") {
            position += 1
        } else {
            guard digits() else { return nil }
        }
        if byte == UInt8(ascii: ".") {
            position += 1
            guard digits() else { return nil }
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
            guard digits() else { return nil }
        }
        return TextSlice(start..<position)
    }

    private mutating func digits() -> Bool {
        let start = position
        while byte >= 0x30, byte <= 0x39 { position += 1 }
        return position > start
    }

    /// `true`, `false` or `null`.
    public mutating func literal() -> TextSlice? {
        let start = position
        let word: StaticString
        switch byte {
        case UInt8(ascii: "t"): word = "true"
        case UInt8(ascii: "f"): word = "false"
        case UInt8(ascii: "n"): word = "null"
        default: return nil
        }
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { return nil }
        for offset in 0..<count where bytes[position + offset] != word.utf8Start[offset] {
            return nil
        }
        position += count
        return TextSlice(start..<position)
    }
}
