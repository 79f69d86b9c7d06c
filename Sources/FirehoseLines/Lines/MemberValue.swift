import CSMEvents

/// A member's value: a scalar, or where an array or an object stands.
enum MemberValue {
    case scalar(FieldValue)
    case container(Range<Int>)

    /// Reads one; `nil` where there is none.
    init?(_ scanner: inout JSONScanner) {
        let start = scanner.position
        guard scanner.byte == UInt8(ascii: "{") || scanner.byte == UInt8(ascii: "[") else {
            guard let value = scanner.scalar() else { return nil }
            self = .scalar(value)
            return
        }
        guard scanner.skipValue() else { return nil }
        self = .container(start..<scanner.position)
    }
}
