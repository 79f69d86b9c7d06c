/// Finds secrets in a datagram that is no JSON, by their fields' names alone.
///
/// Such a datagram was cut, or its bytes were hurt on the way. So a value's end must look like one,
/// with a comma or a bracket behind its quote; else more is taken for the value, up to all of the
/// rest. Rather too much is removed than too little.
struct SecretSearch {
    private let datagram: UnsafeBufferPointer<UInt8>
    private var position = 0

    static func ranges(in datagram: UnsafeBufferPointer<UInt8>) -> [SecretRange] {
        var search = SecretSearch(datagram)
        var found: [SecretRange] = []
        while search.position < datagram.count {
            if search.skip(name: "sessiontoken") {
                let value = search.takeValue()
                found.append(
                    SecretRange(range: value, replacement: .nothing, isRedacted: value.isEmpty))
            } else if search.skip(name: "accesskey") {
                let value = search.takeValue()
                found.append(
                    SecretRange(
                        range: value, replacement: .bytes(search.visibleEnd(of: value)),
                        isRedacted: value.count <= 4))
            } else {
                search.position += 1
            }
        }
        return found
    }

    private init(_ datagram: UnsafeBufferPointer<UInt8>) { self.datagram = datagram }

    /// The byte `offset` places ahead; 0 beyond the end.
    private func byte(_ offset: Int = 0) -> UInt8 {
        position + offset < datagram.count ? datagram[position + offset] : 0
    }

    // MARK: Names

    /// Moves behind `name`, in any case and with any of its letters escaped, if it stands here.
    private mutating func skip(name: StaticString) -> Bool {
        var end = position
        for index in 0..<name.utf8CodeUnitCount {
            guard let (letter, length) = letter(at: end), letter | 0x20 == name.utf8Start[index]
            else { return false }
            end += length
        }
        position = end
        return true
    }

    /// A byte, or the one that a `\u00XX` stands for, and how many bytes that takes.
    private func letter(at place: Int) -> (UInt8, Int)? {
        guard place < datagram.count else { return nil }
        let byte = datagram[place]
        guard byte == UInt8(ascii: "\\"), place + 6 <= datagram.count else { return (byte, 1) }
        let escape = UnsafeBufferPointer(rebasing: datagram[place..<place + 6])
        let text = JSONText.unescape(escape)
        guard let letter = text.utf8.first, text.utf8.count == 1 else { return (byte, 1) }
        return (letter, 6)
    }

    // MARK: Values

    /// The bytes of the value whose field's name ends here; moves behind them.
    private mutating func takeValue() -> Range<Int> {
        skipQuote()
        skipBlanks()
        // The colon, or what has become of it.
        let isSeparator = byte() == UInt8(ascii: ":") || byte() == UInt8(ascii: "=")
        if isSeparator || !isQuoteAhead(0) && !isDelimiter(byte()) && isQuoteAhead(1) {
            position += 1
        }
        skipBlanks()
        switch byte() {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            // Where it ends cannot be told in what is no JSON.
            let value = position..<datagram.count
            position = datagram.count
            return value
        case _ where isQuoteAhead(0):
            skipQuote()
            let start = position
            skipQuotedValue()
            return start..<position
        default:
            let start = position
            while position < datagram.count, !isDelimiter(byte()) { position += 1 }
            return start..<position
        }
    }

    private mutating func skipBlanks() {
        while isBlank(byte()) { position += 1 }
    }

    /// A quote, escaped where JSON stands within a JSON string.
    private mutating func skipQuote() {
        guard isQuoteAhead(0) else { return }
        while byte() == UInt8(ascii: "\\") { position += 1 }
        position += 1
    }

    private func isQuoteAhead(_ offset: Int) -> Bool {
        var offset = offset
        while byte(offset) == UInt8(ascii: "\\") { offset += 1 }
        return byte(offset) == UInt8(ascii: "\"")
    }

    /// Moves to the quote that closes a value, or to the backslashes before it, or to the end.
    ///
    /// Each byte is looked at once, however many quotes and backslashes there are.
    private mutating func skipQuotedValue() {
        while position < datagram.count {
            let start = position
            while byte() == UInt8(ascii: "\\") { position += 1 }
            if byte() == UInt8(ascii: "\""), isValueEnd(behind: position) {
                position = start
                return
            }
            if byte() == UInt8(ascii: "\"") || position == start { position += 1 }
        }
    }

    /// Whether a comma, a closing bracket or the datagram's end follows, blanks aside.
    private func isValueEnd(behind quote: Int) -> Bool {
        var place = quote + 1
        while place < datagram.count, isBlank(datagram[place]) { place += 1 }
        guard place < datagram.count else { return true }
        return [UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")].contains(datagram[place])
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), 0x20, 0x0A, 0x0D, 0x09:
            true
        default: false
        }
    }

    /// An access key's last four characters; none if it has four or fewer, or looks like no key,
    /// so that its end may lie elsewhere.
    private func visibleEnd(of value: Range<Int>) -> [UInt8] {
        let isKey = datagram[value].allSatisfy {
            switch $0 {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: false
            }
        }
        return isKey && value.count > 4 ? Array(datagram[value].suffix(4)) : []
    }
}
