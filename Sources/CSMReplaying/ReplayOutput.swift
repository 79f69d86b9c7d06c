public import CSMCapture

/// Where a replay's datagrams go.
public enum ReplayOutput: ~Copyable {
    /// To a listener.
    case socket(DatagramSender)
    /// To whoever takes lines: a newline behind each datagram.
    case lines((UnsafeBufferPointer<UInt8>) throws -> Void)

    /// Sends datagrams that lie end to end, until the listener refuses; returns how many were sent,
    /// and how many refused.
    func send(_ bytes: [UInt8], lengths: [UInt32]) throws -> (sent: Int, refused: Int) {
        switch self {
        case .socket(let sender): return try sender.sendUntilRefused(bytes, lengths: lengths)
        case .lines(let write):
            var text: [UInt8] = []
            text.reserveCapacity(bytes.count + lengths.count)
            var start = 0
            for length in lengths {
                text += bytes[start..<start + Int(length)]
                text.append(0x0A)
                start += Int(length)
            }
            try text.withUnsafeBufferPointer(write)
            return (lengths.count, 0)
        }
    }

    /// Whether what was sent last was refused.
    func takeRefusal() -> Bool {
        switch self {
        case .socket(let sender): sender.takeRefusal()
        case .lines: false
        }
    }
}
