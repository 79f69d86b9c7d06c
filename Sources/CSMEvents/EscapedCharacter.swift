/// One character of a text that may hold escaped text: a URL, or JSON in a string, or that again
/// in another one.
struct EscapedCharacter {
    /// The character, decoded; 0 for one beyond ASCII that is escaped.
    let value: UInt8
    /// How many bytes it takes, its escape with it; of backslashes as many as there are.
    let length: Int

    init(in text: [UInt8], at position: Int) {
        let byte = text[position]
        self.init(value: byte, length: 1)
        if byte == UInt8(ascii: "%") {
            guard let code = Self.code(in: text, at: position + 1, digits: 2) else { return }
            self.init(value: code, length: 3)
        } else if byte == UInt8(ascii: "\\") {
            // As often doubled as the text was put into another one.
            var next = position + 1
            while next < text.count, text[next] == byte { next += 1 }
            // Of what is no escape all backslashes are one, or many of them would be read many times.
            self.init(value: byte, length: next - position)
            guard next < text.count else { return }
            let length = next + 1 - position
            switch text[next] {
            case UInt8(ascii: "u"):
                guard let code = Self.code(in: text, at: next + 1, digits: 4) else { return }
                self.init(value: code, length: length + 4)
            case UInt8(ascii: "n"): self.init(value: UInt8(ascii: "\n"), length: length)
            case UInt8(ascii: "r"): self.init(value: UInt8(ascii: "\r"), length: length)
            case UInt8(ascii: "t"): self.init(value: UInt8(ascii: "\t"), length: length)
            case UInt8(ascii: "/"), UInt8(ascii: "\""), UInt8(ascii: "'"):
                self.init(value: text[next], length: length)
            default: return
            }
        }
    }

    private init(value: UInt8, length: Int) {
        self.value = value
        self.length = length
    }

    /// A number in hexadecimal; 0 for one that is no character of ASCII, `nil` for none.
    private static func code(in text: [UInt8], at position: Int, digits: Int) -> UInt8? {
        guard position + digits <= text.count else { return nil }
        var code = 0
        for byte in text[position..<position + digits] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            code = code << 4 | digit
        }
        return code < 0x80 ? UInt8(code) : 0
    }
}
