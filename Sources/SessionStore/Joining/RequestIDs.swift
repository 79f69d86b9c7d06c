import Glibc

/// The id that a service gave a request, as CSM events of attempts have it.
enum RequestIDs {
    /// S3 has a header of its own.
    private static let names = ["XAmznRequestId\":\"", "XAmzRequestId\":\""].map {
        Array($0.utf8)
    }

    /// Found by its name, without decoding: SDKs write compact JSON, and an id that is not found
    /// does no harm.
    static func id(in datagram: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>>? {
        guard let base = datagram.baseAddress else { return nil }
        var position = 0
        while let found = memchr(
            base + position, Int32(UInt8(ascii: "X")), datagram.count - position)
        {
            position = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            for name in names where datagram[position...].starts(with: name) {
                return datagram[(position + name.count)...].prefix { $0 != UInt8(ascii: "\"") }
            }
            position += 1
        }
        return nil
    }
}

extension RecentCalls {
    /// Of a request id; 0 for none.
    static func hash(_ id: some Sequence<UInt8>) -> Int {
        // FNV-1a: the ids are not kept, and who makes two of them equal only harms their own calls.
        let start: UInt64 = 0xcbf2_9ce4_8422_2325
        let hash = id.reduce(start) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return hash == start ? 0 : Int(truncatingIfNeeded: hash)
    }
}
