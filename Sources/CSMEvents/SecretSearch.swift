/// Finds secrets in a datagram that is no JSON, by their fields' names alone.
///
/// Such a datagram was cut, or its bytes were hurt on the way, or it is JSON in UTF-16. Rather too
/// much is taken for a value than too little; see `DamagedValue`. In time linear to its bytes.
struct SecretSearch {
    private static let names: [(name: StaticString, isKey: Bool)] = [
        ("sessiontoken", false), ("accesskey", true),
    ]

    /// In the order of the bytes; a value that a redaction leaves is none.
    static func ranges(in datagram: UnsafeBufferPointer<UInt8>) -> [SecretRange] {
        let found = ranges(inText: datagram)
        // UTF-16 has a NUL in each unit of plain text, and UTF-8 has none at all.
        guard datagram.contains(0) else { return found }
        return merged(found + wideRanges(in: datagram))
    }

    private static func ranges(inText bytes: UnsafeBufferPointer<UInt8>) -> [SecretRange] {
        var found: [SecretRange] = []
        var position = 0
        while position < bytes.count {
            guard let (end, isKey) = name(in: bytes, at: position) else {
                position += 1
                continue
            }
            let value = DamagedValue(in: bytes, behindNameAt: end).range
            let left = isKey ? visibleEnd(of: value, in: bytes) : []
            if value.count > left.count {
                found.append(SecretRange(range: value, replacement: .bytes(left)))
            }
            position = value.upperBound
        }
        return found
    }

    // MARK: UTF-16

    /// Of text whose units are two bytes, read by every second byte.
    private static func wideRanges(in datagram: UnsafeBufferPointer<UInt8>) -> [SecretRange] {
        [0, 1].flatMap { first in
            let narrow = stride(from: first, to: datagram.count, by: 2).map { datagram[$0] }
            let found = narrow.withUnsafeBufferPointer { ranges(inText: $0) }
            return found.map { secret in
                // As many bytes as there are in so many units, so that units stay units.
                let end = min(2 * secret.range.upperBound, datagram.count)
                return SecretRange(
                    range: min(2 * secret.range.lowerBound, end)..<end, replacement: .nothing)
            }
        }
    }

    /// In order, those that overlap as one.
    private static func merged(_ secrets: [SecretRange]) -> [SecretRange] {
        var merged: [SecretRange] = []
        for secret in secrets.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
        where !secret.range.isEmpty {
            if let last = merged.last, secret.range.lowerBound < last.range.upperBound {
                let end = max(last.range.upperBound, secret.range.upperBound)
                merged[merged.count - 1] = SecretRange(
                    range: last.range.lowerBound..<end, replacement: .nothing)
            } else {
                merged.append(secret)
            }
        }
        return merged
    }

    // MARK: Names

    /// A secret's name, in any case and with any of its letters escaped, if it stands at `start`:
    /// where it ends, and whether it is that of an access key.
    private static func name(
        in bytes: UnsafeBufferPointer<UInt8>, at start: Int
    ) -> (end: Int, isKey: Bool)? {
        // Most bytes begin no name, not even with an escape.
        switch bytes[start] | 0x20 {
        case UInt8(ascii: "s"), UInt8(ascii: "a"), UInt8(ascii: "\\") | 0x20: break
        default: return nil
        }
        for (name, isKey) in names {
            if let end = end(of: name, in: bytes, at: start) { return (end, isKey) }
        }
        return nil
    }

    private static func end(
        of name: StaticString, in bytes: UnsafeBufferPointer<UInt8>, at start: Int
    ) -> Int? {
        var end = start
        for index in 0..<name.utf8CodeUnitCount {
            guard let (letter, length) = letter(in: bytes, at: end),
                letter | 0x20 == name.utf8Start[index]
            else { return nil }
            end += length
        }
        return end
    }

    /// A byte, or the one that a `\u00XX` stands for, and how many bytes that takes.
    private static func letter(
        in bytes: UnsafeBufferPointer<UInt8>, at place: Int
    ) -> (UInt8, Int)? {
        guard place < bytes.count else { return nil }
        guard bytes[place] == UInt8(ascii: "\\"), place + 6 <= bytes.count,
            bytes[place + 1] == UInt8(ascii: "u"), bytes[place + 2] == UInt8(ascii: "0"),
            bytes[place + 3] == UInt8(ascii: "0"), let high = digit(bytes[place + 4]),
            let low = digit(bytes[place + 5])
        else { return (bytes[place], 1) }
        return (high << 4 | low, 6)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    // MARK: Access keys

    /// An access key's last four characters, or all of no more than four; none if it looks like no
    /// key, so that its end may lie elsewhere.
    private static func visibleEnd(
        of value: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>
    ) -> [UInt8] {
        let isKey = bytes[value].allSatisfy {
            switch $0 {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: false
            }
        }
        return isKey || value.count <= 4 ? Array(bytes[value].suffix(4)) : []
    }
}
