/// Moves an event's `Timestamp` in time, and leaves every other byte as it is.
public struct Retiming {
    private var decoder = EventDecoder(notingTimestamps: true)

    public init() {}

    /// Appends `datagram` to `output`, its timestamps later by `shift` milliseconds.
    ///
    /// A value that is no whole number, and a datagram that is no JSON object, stay as they are.
    public mutating func append(
        _ datagram: UnsafeBufferPointer<UInt8>, shiftedBy shift: Int64, to output: inout [UInt8]
    ) {
        var position = 0
        if decoder.decode(datagram).level.isDecoded {
            for range in decoder.timestamps {
                guard let (digits, number) = Self.number(range, in: datagram) else { continue }
                let (shifted, overflows) = number.addingReportingOverflow(shift)
                if overflows { continue }
                output.append(contentsOf: datagram[position..<digits.lowerBound])
                output.append(contentsOf: String(shifted).utf8)
                position = digits.upperBound
            }
        }
        output.append(contentsOf: datagram[position...])
    }

    /// A whole number, or a string of one, and where its digits stand.
    private static func number(
        _ range: Range<Int>, in datagram: UnsafeBufferPointer<UInt8>
    ) -> (Range<Int>, Int64)? {
        let isString = datagram[range.lowerBound] == UInt8(ascii: "\"")
        let digits = isString ? range.lowerBound + 1..<range.upperBound - 1 : range
        let text = String(decoding: datagram[digits], as: UTF8.self)
        // Not what Int64 also takes: "+5".
        guard text.utf8.first != UInt8(ascii: "+"), let number = Int64(text) else { return nil }
        return (digits, number)
    }
}
