/// A field's value before its field says what type it should have had.
///
/// SDKs drift: JavaScript sends numbers as exception codes, others send counts as strings. A
/// field reads what it can use of whatever was sent.
public enum FieldValue {
    case text(TextSlice)
    case number(TextSlice)
    case boolean(TextSlice)
    case container
    case null

    /// The value where a text is due: a number or a boolean as it is written.
    public var text: TextSlice {
        switch self {
        case .text(let slice), .number(let slice), .boolean(let slice): slice
        case .container, .null: .absent
        }
    }

    /// The value where a whole number is due, the nearest one to a fraction; `nil` where there is
    /// none, or none of 64 bits.
    public func integer(in datagram: UnsafeBufferPointer<UInt8>) -> Int64? {
        switch self {
        case .text(let slice), .number(let slice):
            Self.integer(slice.bytes(in: datagram))
        case .boolean, .container, .null: nil
        }
    }

    private static func integer(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
        var value: Int64 = 0
        let isNegative = digits.first == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        // 18 digits always fit; anything else goes the slow way.
        guard digits.count > start, digits.count <= 18 + start else { return rounded(digits) }
        for index in start..<digits.count {
            let digit = digits[index] &- 0x30
            guard digit <= 9 else { return rounded(digits) }
            value = value &* 10 &+ Int64(digit)
        }
        return isNegative ? -value : value
    }

    private static func rounded(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
        // No number that anybody means is longer, and Double's parser reads all it is given.
        guard digits.count <= 64 else { return nil }
        let text = String(decoding: digits, as: UTF8.self).filter { $0 != " " }
        return Double(text).flatMap { Int64(exactly: $0.rounded()) }
    }
}

extension JSONScanner {
    /// A value that is no array and no object.
    @inline(__always) public mutating func scalar() -> FieldValue? {
        switch byte {
        case UInt8(ascii: "\""): string().map { .text($0) }
        case UInt8(ascii: "-"), 0x30...0x39: number().map { .number($0) }
        default: literal().map { bytes[Int($0.offset)] == 0x6E ? .null : .boolean($0) }
        }
    }
}
