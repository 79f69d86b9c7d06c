/// Where the value of a named field lies in bytes that are no JSON.
///
/// It begins behind what JSON has between a name and its value, as far as that is there, and goes
/// on to where the next member begins beyond doubt: at a comma with another name and its colon
/// behind it, at the object's end, or at the end of all. A quote alone ends nothing, for a hurt
/// value may hold one, nor does a comma behind it.
struct DamagedValue {
    /// The value's bytes, without its quotes if it has any.
    private(set) var range: Range<Int>

    private let bytes: UnsafeBufferPointer<UInt8>

    /// No SDK has a field with a longer name, in bytes.
    private static let longestName = 64
    /// No more brackets end what SDKs send.
    private static let mostBrackets = 64

    /// The field's name, without its closing quote, ends at `end`.
    init(in bytes: UnsafeBufferPointer<UInt8>, behindNameAt end: Int) {
        self.bytes = bytes
        range = end..<end
        range = value(behindNameAt: end)
    }

    private func value(behindNameAt end: Int) -> Range<Int> {
        var start = end
        if isEnd(at: start) { return start..<start }
        start = behindBlanks(behindQuote(start))
        let isQuery = byte(start) == UInt8(ascii: "=")
        if isQuery || byte(start) == UInt8(ascii: ":") { start = behindBlanks(start + 1) }
        if isEnd(at: start) || isQuery && isQueryEnd(at: start) { return start..<start }
        let isQuoted = behindQuote(start) > start
        start = behindQuote(start)
        if byte(start) == UInt8(ascii: "{") || byte(start) == UInt8(ascii: "["), !isQuoted {
            // Where it ends cannot be told in what is no JSON.
            return start..<bytes.count
        }
        var place = start
        while place < bytes.count, !isEnd(at: place) {
            if isQuery, !isQuoted, isQueryEnd(at: place) { break }
            // A run of backslashes belongs to what is behind it, and is looked at once.
            place = max(place + 1, behindBackslashes(place))
        }
        return start..<min(place, bytes.count)
    }

    /// The byte at `place`; 0 beyond the end.
    private func byte(_ place: Int) -> UInt8 { place < bytes.count ? bytes[place] : 0 }

    // MARK: Ends

    /// Whether the value ends here: with its closing quote, or with none.
    private func isEnd(at place: Int) -> Bool {
        switch byte(place) {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"):
            let behind = behindQuote(place)
            return behind > place && isMemberEnd(at: behindBlanks(behind))
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"): return isMemberEnd(at: place)
        default: return place >= bytes.count
        }
    }

    /// Whether the next member begins here, or there is none.
    private func isMemberEnd(at place: Int) -> Bool {
        switch byte(place) {
        case UInt8(ascii: ","): return isName(at: behindBlanks(place + 1))
        case UInt8(ascii: "}"), UInt8(ascii: "]"): return isObjectEnd(at: place)
        default: return place >= bytes.count
        }
    }

    /// Whether the object ends here: with the end of all behind its brackets, or another member.
    ///
    /// A bracket alone ends nothing, for a hurt value may hold one.
    private func isObjectEnd(at place: Int) -> Bool {
        var end = place
        // Bounded, so that many brackets are not looked at many times each.
        while end < bytes.count, end - place < Self.mostBrackets, isBetweenObjects(bytes[end]) {
            end += 1
        }
        if byte(end) == UInt8(ascii: ",") { return isName(at: behindBlanks(end + 1)) }
        return end >= bytes.count || bytes[end...].elementsEqual(UndecodableRedaction.markWord)
    }

    /// Whether it may stand between an object's end and what is around it: brackets, blanks, and
    /// quotes where JSON stands within a JSON string.
    private func isBetweenObjects(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "'"),
            UInt8(ascii: "\\"), 0x20, 0x0A, 0x0D, 0x09:
            true
        default: false
        }
    }

    /// Whether a quoted name and its colon stand here, or nothing any more.
    ///
    /// A name that was cut may be the rest of a value.
    private func isName(at place: Int) -> Bool {
        if place >= bytes.count { return true }
        var end = behindQuote(place)
        guard end > place else { return false }
        let start = end
        while end < bytes.count, isNameByte(bytes[end]), end - start <= Self.longestName {
            end += 1
        }
        guard end > start, behindQuote(end) > end else { return false }
        return byte(behindBlanks(behindQuote(end))) == UInt8(ascii: ":")
    }

    /// Whether a query string's next field begins here, as in `SessionToken=…&x=1`.
    private func isQueryEnd(at place: Int) -> Bool {
        guard byte(place) == UInt8(ascii: "&") else { return false }
        var end = place + 1
        while end < bytes.count, isNameByte(bytes[end]), end - place <= Self.longestName {
            end += 1
        }
        return end > place + 1 && byte(end) == UInt8(ascii: "=")
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }

    // MARK: What may be skipped

    /// Behind a quote, which is escaped where JSON stands within a JSON string; `place` itself where
    /// there is none.
    private func behindQuote(_ place: Int) -> Int {
        let quote = behindBackslashes(place)
        return byte(quote) == UInt8(ascii: "\"") || byte(quote) == UInt8(ascii: "'")
            ? quote + 1 : place
    }

    private func behindBackslashes(_ place: Int) -> Int {
        var place = place
        while byte(place) == UInt8(ascii: "\\") { place += 1 }
        return place
    }

    private func behindBlanks(_ place: Int) -> Int {
        var place = place
        while [0x20, 0x0A, 0x0D, 0x09].contains(byte(place)) { place += 1 }
        return place
    }
}
