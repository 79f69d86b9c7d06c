import CLinuxShims
import Glibc

/// Sends datagrams to one address.
public struct DatagramSender: ~Copyable {
    /// How many one system call sends at most.
    private static let mostTogether = 1_024

    private let socket: UDPSocket

    public init(to address: SocketAddress) throws(CaptureError) {
        socket = try UDPSocket.connected(to: address)
    }

    /// Sends datagrams of `lengths` bytes that lie end to end in `bytes`, many a system call.
    ///
    /// Waits while the socket's own buffer is full.
    public func send(_ bytes: [UInt8], lengths: [UInt32]) throws(CaptureError) {
        let outcome = try sendUntilRefused(bytes, lengths: lengths)
        guard outcome.refused == 0 else { throw CaptureError("send datagrams", code: ECONNREFUSED) }
    }

    /// The same, but stops as soon as it is known that nobody listens, which a connected socket
    /// tells with what is sent after the refused datagram.
    ///
    /// Returns how many were sent, and how many are known to be refused.
    public func sendUntilRefused(
        _ bytes: [UInt8], lengths: [UInt32]
    ) throws(CaptureError) -> (sent: Int, refused: Int) {
        var first = 0
        var offset = 0
        var most = Self.mostTogether
        while first < lengths.count {
            let count = min(most, lengths.count - first)
            let sent = bytes.withUnsafeBufferPointer { bytes in
                lengths.withUnsafeBufferPointer { lengths in
                    // Neither is empty here; a datagram of no bytes still has an address.
                    csm_send(
                        socket.descriptor, bytes.baseAddress.map { $0 + offset },
                        lengths.baseAddress.map { $0 + first }, count)
                }
            }
            if sent < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                if errno == ECONNREFUSED { return (max(0, first - 1), 1) }
                throw CaptureError("send datagrams")
            }
            for length in lengths[first..<first + Int(sent)] { offset += Int(length) }
            first += Int(sent)
            // sendmmsg keeps an error to itself if some were sent before it. If that was a refusal,
            // the next datagram alone meets one too.
            if most == 1, takeRefusal() { return (max(0, first - 2), min(2, first)) }
            most = Int(sent) < count ? 1 : Self.mostTogether
        }
        return (first, 0)
    }

    /// Whether a datagram was refused since this was last asked, or sending stopped for it.
    public func takeRefusal() -> Bool { socket.takeError() == ECONNREFUSED }

    /// Sends one datagram, and throws if the machine it went to is this one and nobody listens.
    public func send(_ datagram: [UInt8]) throws(CaptureError) {
        try send(datagram, lengths: [UInt32(datagram.count)])
        // On loopback a refusal is there as soon as the datagram was sent.
        let code = socket.takeError()
        guard code == 0 else {
            errno = code
            throw CaptureError("send a datagram")
        }
    }
}
