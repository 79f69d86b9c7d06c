import CLinuxShims
import Glibc

/// A UDP socket, close-on-exec.
struct UDPSocket: ~Copyable {
    let descriptor: Int32
    let address: SocketAddress

    deinit { close(descriptor) }

    private init(descriptor: Int32, address: SocketAddress) {
        self.descriptor = descriptor
        self.address = address
    }

    /// A socket that receives what is sent to `address`; port 0 is a free one.
    static func bound(to address: SocketAddress) throws(CaptureError) -> UDPSocket {
        let socket = try open(address, for: "listen on \(address)") { Glibc.bind($0, $1, $2) }
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(socket.descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, size)
        return socket
    }

    /// A socket that sends to `address`.
    static func connected(to address: SocketAddress) throws(CaptureError) -> UDPSocket {
        try open(address, for: "send to \(address)") { Glibc.connect($0, $1, $2) }
    }

    private static func open(
        _ address: SocketAddress, for operation: String,
        _ attach: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(CaptureError) -> UDPSocket {
        let descriptor = try address.withSystemAddress(for: operation) {
            (system, length) throws(CaptureError) -> Int32 in
            let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            let descriptor = socket(Int32(system.pointee.sa_family), type, 0)
            guard descriptor >= 0 else { throw CaptureError(operation) }
            guard attach(descriptor, system, length) == 0 else {
                let error = CaptureError(operation)
                close(descriptor)
                throw error
            }
            return descriptor
        }
        guard let own = SocketAddress(boundTo: descriptor) else {
            let error = CaptureError(operation)
            close(descriptor)
            throw error
        }
        return UDPSocket(descriptor: descriptor, address: own)
    }

    /// Asks for a receive buffer of `bytes`, beyond the system's limit where this process may.
    borrowing func growReceiveBuffer(to bytes: Int32) {
        var size = bytes
        let length = socklen_t(MemoryLayout<Int32>.size)
        if setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, length) != 0 {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, length)
        }
    }

    /// How many bytes the kernel may hold for this socket, its own bookkeeping included.
    borrowing func receiveBufferSize() -> Int {
        var size: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, &length)
        return Int(size)
    }

    /// From now on received datagrams tell how many more hops they may take.
    borrowing func askForHopsLeft() {
        var on: Int32 = 1
        let length = socklen_t(MemoryLayout<Int32>.size)
        // One of them is of the other family, and refused.
        setsockopt(descriptor, Int32(IPPROTO_IP), IP_RECVTTL, &on, length)
        setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_RECVHOPLIMIT, &on, length)
    }

    /// What is sent from now on may take `hops` hops.
    borrowing func limitHops(to hops: Int32) {
        var hops = hops
        let length = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, Int32(IPPROTO_IP), IP_TTL, &hops, length)
        setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_UNICAST_HOPS, &hops, length)
    }

    /// From now on a full buffer is an error, not a wait.
    borrowing func neverWait() {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    /// Waits until something can be sent; whether that was within `milliseconds`.
    borrowing func hasRoom(withinMilliseconds milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&request, 1, milliseconds) > 0
    }

    /// The error that an earlier datagram met, 0 for none; asking takes it away.
    borrowing func takeError() -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return code
    }

    /// How many datagrams the kernel dropped at this socket; `nil` where it does not tell.
    borrowing func kernelDrops() -> Int? {
        let drops = csm_socket_drops(descriptor)
        return drops < 0 ? nil : Int(drops)
    }
}
