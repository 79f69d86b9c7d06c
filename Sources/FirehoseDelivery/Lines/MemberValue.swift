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
        var depth = 0
        repeat {
            if scanner.take("{") || scanner.take("[") {
                depth += 1
            } else if scanner.take("}") || scanner.take("]") {
                depth -= 1
            } else if scanner.scalar() == nil, !scanner.take(","), !scanner.take(":") {
                return nil
            }
            if depth > 0 { scanner.skipBlanks() }
        } while depth > 0
        self = .container(start..<scanner.position)
    }
}
