/// JSON string contents to text and back (RFC 8259, section 7).
public enum JSONText {
    /// The text of a string's bytes between its quotes.
    ///
    /// An escape that is cut short ends it.
    static func unescape(_ raw: UnsafeBufferPointer<UInt8>) -> String {
        var utf8: [UInt8] = []
        utf8.reserveCapacity(raw.count)
        var index = 0
        while index < raw.count {
            let byte = raw[index]
            guard byte == UInt8(ascii: "\\") else {
                utf8.append(byte)
                index += 1
                continue
            }
            guard index + 1 < raw.count else { break }
            switch raw[index + 1] {
            case UInt8(ascii: "n"): utf8.append(0x0A)
            case UInt8(ascii: "t"): utf8.append(0x09)
            case UInt8(ascii: "r"): utf8.append(0x0D)
            case UInt8(ascii: "b"): utf8.append(0x08)
            case UInt8(ascii: "f"): utf8.append(0x0C)
            case UInt8(ascii: "u"):
                guard let (scalar, length) = unicodeEscape(raw, at: index) else {
                    return String(decoding: utf8, as: UTF8.self)
                }
                utf8.append(contentsOf: Array(String(Character(scalar)).utf8))
                index += length
                continue
            case let other: utf8.append(other)
            }
            index += 2
        }
        return String(decoding: utf8, as: UTF8.self)
    }

    /// The scalar of a `\uXXXX` escape, or of two that make a surrogate pair, and how many bytes it
    /// took.
    ///
    /// A surrogate without its other half is U+FFFD.
    private static func unicodeEscape(
        _ raw: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> (Unicode.Scalar, Int)? {
        guard let first = codeUnit(raw, at: index) else { return nil }
        if let scalar = Unicode.Scalar(UInt32(first)) { return (scalar, 6) }
        if UTF16.isLeadSurrogate(first), let second = codeUnit(raw, at: index + 6),
            UTF16.isTrailSurrogate(second)
        {
            let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
            if let scalar = Unicode.Scalar(value) { return (scalar, 12) }
        }
        return ("\u{FFFD}", 6)
    }

    private static func codeUnit(_ raw: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16? {
        guard index + 6 <= raw.count, raw[index] == UInt8(ascii: "\\"),
            raw[index + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt16 = 0
        for digit in raw[index + 2..<index + 6] {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt16(value)
        }
        return unit
    }

    /// Appends `text` as a JSON string with its quotes, with nothing below U+0020 in it.
    public static func append(_ text: some StringProtocol, to output: inout [UInt8]) {
        var text = String(text)
        text.withUTF8 { appendValid($0, to: &output) }
    }

    /// The same for bytes that may be no UTF-8; what is none becomes U+FFFD.
    public static func append(utf8 text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        // Nearly all is ASCII, which needs no look at its form.
        if text.allSatisfy({ $0 < 0x80 }) { return appendValid(text, to: &output) }
        append(String(decoding: text, as: UTF8.self), to: &output)
    }

    /// Appends all that needs no escape at once.
    private static func appendValid(
        _ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
    ) {
        output.append(UInt8(ascii: "\""))
        var plain = 0
        for index in 0..<text.count {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                continue
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: text[plain..<index]))
            appendEscaped(byte, to: &output)
            plain = index + 1
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: text[plain...]))
        output.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ byte: UInt8, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        case 0x09: output.append(UInt8(ascii: "t"))
        case 0..<0x20:
            let hex = String(byte, radix: 16)
            output.append(contentsOf: Array("u00\(byte < 16 ? "0" : "")\(hex)".utf8))
        default: output.append(byte)
        }
    }
}
