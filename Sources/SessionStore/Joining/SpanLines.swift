/// A call that spans told of, as it goes to the recorder: the events of its attempts, then its own,
/// each on a line.
///
/// The first line is the request id, which may be empty; the last one is empty where only attempts
/// came, after their call.
public struct SpanLines {
    public var requestID: String?
    public var attempts: [[UInt8]]
    public var call: [UInt8]?

    public init(requestID: String?, attempts: [[UInt8]], call: [UInt8]?) {
        self.requestID = requestID
        self.attempts = attempts
        self.call = call
    }

    private static let newline = UInt8(ascii: "\n")

    public var bytes: [UInt8] {
        // A request id is whatever a server sent.
        var bytes = (requestID ?? "").utf8.filter { $0 != Self.newline }
        bytes.append(Self.newline)
        for attempt in attempts {
            bytes += attempt
            bytes.append(Self.newline)
        }
        bytes += call ?? []
        return bytes
    }

    /// How many events are in the bytes of one.
    public static func eventCount(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
        return lines.dropFirst().count { !$0.isEmpty }
    }

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var lines = bytes.split(separator: Self.newline, omittingEmptySubsequences: false)
        let id = lines.removeFirst()
        requestID = id.isEmpty ? nil : String(decoding: id, as: UTF8.self)
        call = lines.popLast().flatMap { $0.isEmpty ? nil : Array($0) }
        attempts = lines.map { Array($0) }
    }
}
