import CSMCapture
import Glibc

/// Where a replay's datagrams go.
enum ReplayOutput: ~Copyable {
    /// To a listener.
    case socket(DatagramSender)
    /// To standard output, a newline behind each.
    case standardOutput

    /// Sends datagrams that lie end to end, until the listener refuses; returns how many were sent,
    /// and how many refused.
    func send(_ bytes: [UInt8], lengths: [UInt32]) throws -> (sent: Int, refused: Int) {
        switch self {
        case .socket(let sender): return try sender.sendUntilRefused(bytes, lengths: lengths)
        case .standardOutput:
            var text: [UInt8] = []
            text.reserveCapacity(bytes.count + lengths.count)
            var start = 0
            for length in lengths {
                text += bytes[start..<start + Int(length)]
                text.append(0x0A)
                start += Int(length)
            }
            switch text.withUnsafeBufferPointer({ FileOutput.write($0, to: STDOUT_FILENO) }) {
            case 0: return (lengths.count, 0)
            case EPIPE: throw ClosedPipe()
            case let code:
                throw Failure(
                    "cannot write the datagrams: \(String(cString: strerror(code)))",
                    status: ExitStatus.inputOutput)
            }
        }
    }

    /// Whether what was sent last was refused.
    func takeRefusal() -> Bool {
        switch self {
        case .socket(let sender): sender.takeRefusal()
        case .standardOutput: false
        }
    }
}
