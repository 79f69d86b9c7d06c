/// JSON as bytes, handed on in large pieces: for what is written millions of times.
struct JSONBytes {
    private static let pieceSize = 1 << 18

    private var bytes: [UInt8] = []
    private let output: (UnsafeBufferPointer<UInt8>) throws -> Void

    init(to output: @escaping (UnsafeBufferPointer<UInt8>) throws -> Void) {
        self.output = output
        bytes.reserveCapacity(Self.pieceSize + 1 << 16)
    }

    /// Writes JSON as it stands.
    mutating func write(_ text: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes JSON as it stands.
    mutating func write(json: String) { bytes.append(contentsOf: json.utf8) }

    /// Writes JSON as it stands.
    mutating func write(_ json: [UInt8]) { bytes.append(contentsOf: json) }

    mutating func write(_ number: Int) {
        // Room for the digits of 64 bits and a sign.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var first = 20
            var rest = number.magnitude
            repeat {
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 {
                first -= 1
                digits[first] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
        }
    }

    /// Hands on what is enough of a piece: to be called now and then.
    mutating func endLine() throws {
        if bytes.count >= Self.pieceSize { try flush() }
    }

    mutating func flush() throws {
        try bytes.withUnsafeBufferPointer(output)
        bytes.removeAll(keepingCapacity: true)
    }
}
