/// Takes secrets out of texts that are none by their field's name: an exception's message may
/// repeat a request's URL or its headers.
enum SecretText {
    /// Masks access keys but for their last four characters, and session tokens whole, from
    /// `start` on.
    ///
    /// An access key begins with `AKIA` or `ASIA` and has 16 or more capitals and digits in all
    /// ("IAM identifiers", unique identifiers); a session token is base64 and has so far begun
    /// with the two prefixes below.
    static func mask(_ text: inout [UInt8], from start: Int) {
        var position = start
        while position + 16 <= text.count {
            switch text[position] {
            case UInt8(ascii: "A") where !isWord(text, before: position, start):
                position = maskKey(&text, at: position)
            case UInt8(ascii: "I"), UInt8(ascii: "F"):
                position = maskToken(&text, at: position)
            default: position += 1
            }
        }
    }

    private static let star = UInt8(ascii: "*")
    private static let tokenPrefixes = ["IQoJb3JpZ2lu", "FwoGZXIvYXdz"].map { Array($0.utf8) }

    private static func isWord(_ text: [UInt8], before position: Int, _ start: Int) -> Bool {
        position > start && (isCapital(text[position - 1]) || isSmall(text[position - 1]))
    }

    private static func isCapital(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
    }

    private static func isSmall(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

    private static func maskKey(_ text: inout [UInt8], at position: Int) -> Int {
        guard text[position + 1] == UInt8(ascii: "K") || text[position + 1] == UInt8(ascii: "S"),
            text[position + 2] == UInt8(ascii: "I"), text[position + 3] == UInt8(ascii: "A")
        else { return position + 1 }
        var end = position
        while end < text.count, isCapital(text[end]) { end += 1 }
        guard end - position >= 16 else { return end }
        for index in position..<end - 4 { text[index] = star }
        return end
    }

    private static func maskToken(_ text: inout [UInt8], at position: Int) -> Int {
        let isToken = tokenPrefixes.contains { text[position...].starts(with: $0) }
        guard isToken else { return position + 1 }
        var end = position
        while end < text.count, isTokenCharacter(text[end]) {
            text[end] = star
            end += 1
        }
        return end
    }

    /// Of base64, percent-encoded or not.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        isCapital(byte) || isSmall(byte) || "+/=%-_".utf8.contains(byte)
    }
}
