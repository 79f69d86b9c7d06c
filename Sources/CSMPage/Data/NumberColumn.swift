/// Whole numbers as a JSON array, written as they come: a column of a million takes few bytes each.
struct NumberColumn {
    private(set) var bytes: [UInt8] = [UInt8(ascii: "[")]
    private(set) var count = 0

    mutating func append(_ number: Int) {
        if count > 0 { bytes.append(UInt8(ascii: ",")) }
        count += 1
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let magnitude = number.magnitude
        if magnitude < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(magnitude))
            return
        }
        let first = bytes.count
        var rest = magnitude
        while rest > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        bytes[first...].reverse()
    }

    /// `null` for none.
    mutating func append(_ number: Int?) {
        guard let number else {
            if count > 0 { bytes.append(UInt8(ascii: ",")) }
            count += 1
            bytes.append(contentsOf: "null".utf8)
            return
        }
        append(number)
    }

    mutating func end() { bytes.append(UInt8(ascii: "]")) }
}
