/// Takes secrets out of texts that are none by their field's name: an exception's message may
/// repeat a request's URL, its headers or a whole answer, with its quotes and slashes escaped.
///
/// Rather too much is masked than too little. Only ASCII is replaced, and only by asterisks, so
/// that a text stays valid UTF-8 and as long as it was.
public struct SecretText {
    private var text: [UInt8]
    private var position: Int

    /// Masks access keys but for their last four characters, and session tokens whole, from
    /// `start` on.
    ///
    /// An access key begins with `AKIA` or `ASIA` and has 16 or more capitals and digits in all
    /// ("IAM identifiers", unique identifiers). A session token is known by the name before it, or
    /// by how those of AWS begin.
    public static func mask(_ text: inout [UInt8], from start: Int) {
        var secrets = SecretText(text: text, position: start)
        // One owner, or each byte that is written would copy all.
        text = []
        secrets.mask()
        text = secrets.text
    }

    /// `text` without them, as long as it was.
    public static func masked(_ text: String) -> String {
        var bytes = Array(text.utf8)
        mask(&bytes, from: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func mask() {
        while position + Self.leastLength <= text.count {
            switch text[position] {
            case UInt8(ascii: "A"): if !maskKey(), !maskToken() { position += 1 }
            case UInt8(ascii: "I"), UInt8(ascii: "F"): if !maskToken() { position += 1 }
            case UInt8(ascii: "S"), UInt8(ascii: "s"): if !maskNamedToken() { position += 1 }
            default: position += 1
            }
        }
    }

    private static let star = UInt8(ascii: "*")
    /// Of base64: `!\n\torigin`, `\u{17}\n\u{6}er/aws` and older ones.
    private static let tokenPrefixes = [
        "IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz", "FQoDYXdz", "AQoDYXdz", "AgoJb3JpZ2lu",
        "AgoGb3JpZ2lu",
    ].map { Array($0.utf8) }
    /// Of what follows a token's name.
    private static let leastTokenLength = 16
    /// The shortest of all that is looked for, in bytes.
    private static let leastLength = 8

    private mutating func maskKey() -> Bool {
        guard text[position + 1] == UInt8(ascii: "K") || text[position + 1] == UInt8(ascii: "S"),
            text[position + 2] == UInt8(ascii: "I"), text[position + 3] == UInt8(ascii: "A")
        else { return false }
        var end = position
        while end < text.count, Self.isCapital(text[end]) { end += 1 }
        guard end - position >= 16 else { return false }
        mask(position..<end - 4)
        position = end
        return true
    }

    private mutating func maskToken() -> Bool {
        guard Self.tokenPrefixes.contains(where: { text[position...].starts(with: $0) }) else {
            return false
        }
        let token = position
        skipToken()
        mask(token..<position)
        return true
    }

    /// Of `security` or `session` and `token`, in any case, with a dash or an underscore between or
    /// nothing, and what is behind them.
    private mutating func maskNamedToken() -> Bool {
        let start = position
        guard skip("security") || skip("session") else { return false }
        if text[position] == UInt8(ascii: "-") || text[position] == UInt8(ascii: "_") {
            position += 1
        }
        guard skip("token") else {
            position = start
            return false
        }
        skipSeparators()
        let token = position
        skipToken()
        if position - token >= Self.leastTokenLength { mask(token..<position) }
        return true
    }

    /// Moves behind a word, in any case, if it stands here and is not all there is.
    private mutating func skip(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count < text.count else { return false }
        for offset in 0..<count where text[position + offset] | 0x20 != word.utf8Start[offset] {
            return false
        }
        position += count
        return true
    }

    /// Moves behind what may stand between a token's name and the token; behind line ends only
    /// where something says that the token follows, as `<SessionToken>` does.
    private mutating func skipSeparators() {
        var isAssigned = false
        while position < text.count {
            let character = EscapedCharacter(in: text, at: position)
            switch character.value {
            case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ">"): isAssigned = true
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: " "),
                UInt8(ascii: ","):
                break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
                guard isAssigned else { return }
            default: return
            }
            position += character.length
        }
    }

    /// Moves behind what may be a token.
    private mutating func skipToken() {
        while position < text.count {
            let character = EscapedCharacter(in: text, at: position)
            guard Self.isTokenCharacter(character.value) else { return }
            position += character.length
        }
    }

    private mutating func mask(_ range: Range<Int>) {
        for index in range { text[index] = Self.star }
    }

    private static func isCapital(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
    }

    /// Of base64; the percent sign for one that is encoded twice.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        isCapital(byte) || (0x61...0x7A).contains(byte) || "+/=%-_".utf8.contains(byte)
    }
}
