/// Datagrams in the order they arrived, end to end in one array of bytes.
public struct DatagramBatch: Sendable {
    /// One datagram of a batch, or what came in another way.
    public struct Entry: Sendable {
        public enum Content: UInt8, Sendable {
            case datagram
            /// A datagram that was longer than what was read of it.
            case truncated
            /// What was made of a call's spans.
            case spans
        }

        /// How many of the batch's bytes are this datagram's.
        public let length: Int32
        /// The sender's port, a hint only: Ruby takes a new one for each datagram.
        public let port: UInt16
        public let content: Content
        /// How many more hops it may take (IP_TTL, IPV6_HOPLIMIT); 0 where nobody asked.
        let hopsLeft: UInt8
        /// When the kernel got it, nanoseconds since 1970.
        public let arrival: Int64

        public init(
            length: Int32, port: UInt16, content: Content = .datagram, hopsLeft: UInt8 = 0,
            arrival: Int64
        ) {
            self.length = length
            self.port = port
            self.content = content
            self.hopsLeft = hopsLeft
            self.arrival = arrival
        }
    }

    public private(set) var entries: [Entry] = []
    private var bytes: [UInt8] = []

    public init() {}

    /// How many bytes of memory the batch's contents take.
    public var size: Int { bytes.count + entries.count * MemoryLayout<Entry>.stride }

    public mutating func append(_ entry: Entry, _ datagram: UnsafeBufferPointer<UInt8>) {
        entries.append(entry)
        bytes.append(contentsOf: datagram)
    }

    /// Empties the batch but keeps its memory.
    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    /// Calls `body` with all datagrams, which lie end to end.
    func withBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer(body)
    }

    public func forEach<Failure: Error>(
        _ body: (Entry, UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        var offset = 0
        for entry in entries {
            let end = offset + Int(entry.length)
            try bytes.withUnsafeBufferPointer { (all) throws(Failure) in
                try body(entry, UnsafeBufferPointer(rebasing: all[offset..<end]))
            }
            offset = end
        }
    }
}
