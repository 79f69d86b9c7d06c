import CZlib

/// Compresses to gzip (RFC 1952), a piece at a time.
///
/// The same text gives the same bytes: neither a time nor a name is in them.
public final class GzipEncoder {
    private let stream: UnsafeMutablePointer<z_stream>
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    public init() throws(GzipError) {
        // zlib keeps the address.
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window, and 16 for gzip; 8 is zlib's default of memory.
        let code = deflateInit2_(
            stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            stream.deallocate()
            throw .outOfMemory
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Compresses `text`, and hands what has come of it so far to `sink`.
    public func encode<Failure: Error>(
        _ text: UnsafeBufferPointer<UInt8>,
        to sink: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        try encode(text, Z_NO_FLUSH, to: sink)
    }

    /// Hands the rest to `sink`; nothing may follow.
    public func finish<Failure: Error>(
        to sink: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        try encode(UnsafeBufferPointer(start: nil, count: 0), Z_FINISH, to: sink)
    }

    private func encode<Failure: Error>(
        _ text: UnsafeBufferPointer<UInt8>, _ flush: Int32,
        to sink: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        // zlib does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: text.baseAddress)
        stream.pointee.avail_in = UInt32(text.count)
        var isFull = true
        while isFull {
            try buffer.withUnsafeMutableBufferPointer { (buffer) throws(Failure) in
                stream.pointee.next_out = buffer.baseAddress
                stream.pointee.avail_out = UInt32(buffer.count)
                // It cannot fail: the stream is sound, and there is room.
                deflate(stream, flush)
                let count = buffer.count - Int(stream.pointee.avail_out)
                isFull = count == buffer.count
                if count > 0 { try sink(UnsafeBufferPointer(rebasing: buffer[..<count])) }
            }
        }
    }
}
