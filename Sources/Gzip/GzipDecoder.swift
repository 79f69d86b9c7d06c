import CZlib

/// Decompresses gzip (RFC 1952) or zlib (RFC 1950), a piece at a time; several
/// gzip members one after another are one text.
public final class GzipDecoder {
    /// What a gzip file begins with.
    public static let magic: [UInt8] = [0x1F, 0x8B]

    /// Memory stays small whatever is decompressed; time and disk space would not.
    ///
    /// Sessions shrink to a tenth or a fiftieth. zlib's own limit is 1,032 to 1.
    private static let highestRatio: UInt64 = 250
    private static let uncheckedOutput: UInt64 = 64 << 20

    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether a member is over, and no other has begun.
    private var isBetweenMembers = false
    private var input: UInt64 = 0
    private var output: UInt64 = 0

    /// How the compressed data is wrapped.
    public enum Format: Int32, Sendable {
        /// RFC 1952.
        case gzip = 16
        /// RFC 1950, which HTTP calls deflate.
        case zlib = 0
    }

    private let format: Format

    public init(_ format: Format = .gzip) throws(GzipError) {
        self.format = format
        // zlib keeps the address.
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window, and what says how it is wrapped.
        let code = inflateInit2_(
            stream, 15 + format.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            stream.deallocate()
            throw .outOfMemory
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Decompresses from `source` as much as fits into `target`, and returns how many bytes of each
    /// were used.
    public func decode(
        _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>
    ) throws(GzipError) -> (read: Int, written: Int) {
        var read = 0
        if isBetweenMembers {
            // Tapes and block devices leave zeros behind the last member.
            read = source.prefix { $0 == 0 }.count
            if read == source.count { return (read, 0) }
            guard format == .gzip, source[read] == Self.magic[0] else { throw .trailingBytes }
            inflateReset(stream)
            isBetweenMembers = false
        }
        // zlib does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: source.baseAddress.map { $0 + read })
        stream.pointee.avail_in = UInt32(source.count - read)
        stream.pointee.next_out = target.baseAddress
        stream.pointee.avail_out = UInt32(target.count)
        let code = inflate(stream, Z_NO_FLUSH)
        read = source.count - Int(stream.pointee.avail_in)
        let written = target.count - Int(stream.pointee.avail_out)
        switch code {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isBetweenMembers = true
        case Z_MEM_ERROR: throw .outOfMemory
        default: throw .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "")
        }
        input += UInt64(read)
        output += UInt64(written)
        if output > Self.uncheckedOutput, output / Self.highestRatio > input { throw .bomb }
        return (read, written)
    }

    /// Throws if the input may not end here.
    public func finish() throws(GzipError) {
        guard isBetweenMembers else { throw .cut }
    }

    /// Decompresses all of `data`, to at most `limit` bytes.
    public static func decompressed(
        _ data: UnsafeBufferPointer<UInt8>, _ format: Format, limit: Int
    ) throws(GzipError) -> [UInt8] {
        let decoder = try GzipDecoder(format)
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        var output: [UInt8] = []
        var used = 0
        while true {
            let rest = UnsafeBufferPointer(rebasing: data[used...])
            let (read, written) = try piece.withUnsafeMutableBufferPointer {
                (piece) throws(GzipError) in try decoder.decode(rest, into: piece)
            }
            used += read
            guard output.count + written <= limit else { throw .tooLong }
            output += piece[..<written]
            if used == data.count, written < piece.count { break }
            // Neither read nor written: it would go on for ever.
            guard read > 0 || written > 0 else { throw .cut }
        }
        try decoder.finish()
        return output
    }
}
