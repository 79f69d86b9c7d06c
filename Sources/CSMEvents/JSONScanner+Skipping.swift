extension JSONScanner {
    /// Moves behind a value of any kind, however deep, without recursion.
    ///
    /// False where it is no JSON.
    public mutating func skipValue() -> Bool {
        guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") else { return scalar() != nil }
        var nesting = NestingStack()
        while true {
            // The cursor is where a value is due.
            let isObject = byte == UInt8(ascii: "{")
            if isObject ? take("{") : take("[") {
                skipBlanks()
                nesting.push(isObject: isObject)
                guard isObject ? take("}") : take("]") else {
                    if isObject, !skipName() { return false }
                    continue
                }
                nesting.pop()
            } else if scalar() == nil {
                return false
            }
            // A value is over; so may be what it stands in.
            while true {
                if nesting.isEmpty { return true }
                skipBlanks()
                if take(",") { break }
                guard nesting.isObject ? take("}") : take("]") else { return false }
                nesting.pop()
            }
            skipBlanks()
            if nesting.isObject, !skipName() { return false }
        }
    }

    private mutating func skipName() -> Bool {
        guard string() != nil else { return false }
        skipBlanks()
        guard take(":") else { return false }
        skipBlanks()
        return true
    }
}
