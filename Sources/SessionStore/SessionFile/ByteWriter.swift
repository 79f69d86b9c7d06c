/// Bytes on their way to a file, handed on in large pieces.
public final class ByteWriter {
    public typealias Sink = (UnsafeBufferPointer<UInt8>) throws -> Void

    private static let pieceSize = 1 << 18

    private var buffer: [UInt8] = []
    private let sink: Sink

    /// What is written goes to `sink`, the rest of it with `flush`.
    public init(to sink: @escaping Sink) {
        self.sink = sink
        buffer.reserveCapacity(Self.pieceSize + 1 << 17)
    }

    public func write(_ text: StaticString) throws {
        buffer.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    public func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.pieceSize { try flush() }
    }

    public func write(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.pieceSize { try flush() }
    }

    public func write(_ number: Int64) throws {
        guard number >= 0 else {
            try write(String(number))
            return
        }
        var rest = number
        let start = buffer.count
        repeat {
            buffer.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        buffer[start...].reverse()
    }

    public func flush() throws {
        guard !buffer.isEmpty else { return }
        try buffer.withUnsafeBufferPointer(sink)
        buffer.removeAll(keepingCapacity: true)
    }
}
