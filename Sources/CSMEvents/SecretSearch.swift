/// Finds secrets in a datagram that is no JSON, by their fields' names alone.
///
/// Such a datagram was cut, or its bytes were hurt on the way, so the search trusts nothing but
/// the name: what follows it, up to the next quote or delimiter, is taken for the value. Rather
/// too much is removed than too little.
enum SecretSearch {
    static func ranges(in datagram: UnsafeBufferPointer<UInt8>) -> [SecretRange] {
        var found: [SecretRange] = []
        var position = 0
        while position < datagram.count {
            let isToken = matches("sessiontoken", in: datagram, at: position)
            guard isToken || matches("accesskey", in: datagram, at: position) else {
                position += 1
                continue
            }
            let value = valueRange(in: datagram, after: position + (isToken ? 12 : 9))
            // An access key's end is kept, if the rest hides more than it shows.
            let kept = isToken || value.count <= 4 ? [] : Array(datagram[value].suffix(4))
            found.append(
                SecretRange(range: value, replacement: kept.isEmpty ? .nothing : .bytes(kept)))
            position = max(value.upperBound, position + 1)
        }
        return found
    }

    private static func matches(
        _ name: StaticString, in datagram: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> Bool {
        let count = name.utf8CodeUnitCount
        guard position + count <= datagram.count else { return false }
        for offset in 0..<count where datagram[position + offset] | 0x20 != name.utf8Start[offset] {
            return false
        }
        return true
    }

    /// The bytes of a value whose field's name ends before `start`.
    private static func valueRange(
        in datagram: UnsafeBufferPointer<UInt8>, after start: Int
    ) -> Range<Int> {
        var position = start
        // The name's own closing quote, perhaps escaped (JSON within a JSON string), the colon
        // or what has become of it, blanks, the value's opening quote or bracket.
        while position < datagram.count, !isValueByte(datagram[position]) { position += 1 }
        let lower = position
        while position < datagram.count {
            switch datagram[position] {
            case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"),
                UInt8(ascii: "&"), UInt8(ascii: "'"), 0x20, 0x0A, 0x0D, 0x09:
                return lower..<position
            default: position += 1
            }
        }
        return lower..<position
    }

    /// Letters, digits and what base64 uses besides, and all bytes beyond ASCII.
    private static func isValueByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80..., UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
