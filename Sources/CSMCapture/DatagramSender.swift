import CLinuxShims
import Glibc

/// Sends datagrams to one address.
public struct DatagramSender: ~Copyable {
    private let socket: UDPSocket

    public init(to address: SocketAddress) throws(CaptureError) {
        socket = try UDPSocket.connected(to: address)
    }

    /// Sends datagrams of `lengths` bytes that lie end to end in `bytes`, many a system call.
    ///
    /// Waits while the socket's own buffer is full. A connected socket reports here that an
    /// earlier datagram was refused; that one is not sent again.
    public func send(_ bytes: [UInt8], lengths: [UInt32]) throws(CaptureError) {
        let sent = try sendUntilRefused(bytes, lengths: lengths)
        guard sent == lengths.count else {
            throw CaptureError("send datagrams", code: ECONNREFUSED)
        }
    }

    /// The same, but stops where a refusal of an earlier datagram is reported.
    ///
    /// Returns how many were handed to the system.
    public func sendUntilRefused(
        _ bytes: [UInt8], lengths: [UInt32]
    ) throws(CaptureError) -> Int {
        var first = 0
        var offset = 0
        while first < lengths.count {
            let sent = bytes.withUnsafeBufferPointer { bytes in
                lengths.withUnsafeBufferPointer { lengths in
                    // Neither is empty here; a datagram of no bytes still has an address.
                    csm_send(
                        socket.descriptor, bytes.baseAddress.map { $0 + offset },
                        lengths.baseAddress.map { $0 + first }, lengths.count - first)
                }
            }
            if sent < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                if errno == ECONNREFUSED { return first }
                throw CaptureError("send datagrams")
            }
            for length in lengths[first..<first + Int(sent)] { offset += Int(length) }
            first += Int(sent)
        }
        return first
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
