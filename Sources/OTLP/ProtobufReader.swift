/// Reads the fields of a protobuf message one by one, and never past its end.
struct ProtobufReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    enum Value {
        case varint(UInt64)
        case fixed(UInt64)
        case bytes(UnsafeBufferPointer<UInt8>)

        var number: UInt64 {
            switch self {
            case .varint(let number), .fixed(let number): number
            case .bytes: 0
            }
        }

        /// The contents of a text or a message; none where a number stands.
        var contents: UnsafeBufferPointer<UInt8> {
            if case .bytes(let bytes) = self { return bytes }
            return UnsafeBufferPointer(start: nil, count: 0)
        }
    }

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The next field, `nil` at the end.
    mutating func next() throws(OTLPError) -> (field: UInt64, value: Value)? {
        guard position < bytes.count else { return nil }
        let tag = try varint()
        guard tag >> 3 > 0 else { throw .damaged("a protobuf field has no number") }
        switch tag & 7 {
        case 0: return (tag >> 3, .varint(try varint()))
        case 1: return (tag >> 3, .fixed(try fixed(8)))
        case 2:
            let count = try varint()
            guard count <= UInt64(bytes.count - position) else {
                throw .damaged("a protobuf field is cut off")
            }
            let end = position + Int(count)
            defer { position = end }
            return (tag >> 3, .bytes(UnsafeBufferPointer(rebasing: bytes[position..<end])))
        case 5: return (tag >> 3, .fixed(try fixed(4)))
        default: throw .damaged("a protobuf field has an unknown type")
        }
    }

    private mutating func varint() throws(OTLPError) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < bytes.count else { throw .damaged("a protobuf number is cut off") }
            let byte = bytes[position]
            position += 1
            // A shift beyond the 64 bits gives 0.
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        throw .damaged("a protobuf number is too long")
    }

    private mutating func fixed(_ count: Int) throws(OTLPError) -> UInt64 {
        guard bytes.count - position >= count else {
            throw .damaged("a protobuf number is cut off")
        }
        var number: UInt64 = 0
        for index in (0..<count).reversed() {
            number = number << 8 | UInt64(bytes[position + index])
        }
        position += count
        return number
    }
}
