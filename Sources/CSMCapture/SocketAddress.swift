import Glibc

/// A UDP address: a numeric IPv4 or IPv6 address, and a port.
public struct SocketAddress: Sendable, Equatable, CustomStringConvertible {
    public let host: String
    public let port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `127.0.0.1:31000`, `[::1]:31000`.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether the host is an address, which nobody needs to look up.
    public var isNumeric: Bool {
        let found: Void? = try? withSystemAddress(for: "use \(self)") { _, _ in }
        return found != nil
    }

    /// Whether what is sent to one of the two arrives at the other.
    public func reaches(_ other: SocketAddress) -> Bool { reachable == other.reachable }

    /// Where to send so that a socket bound to this address receives it: a wildcard is reached
    /// over loopback.
    var reachable: SocketAddress {
        switch host {
        case "0.0.0.0": SocketAddress(host: "127.0.0.1", port: port)
        case "::": SocketAddress(host: "::1", port: port)
        default: self
        }
    }

    /// Calls `body` with the address as the system wants it.
    func withSystemAddress<Result>(
        for operation: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws(CaptureError) -> Result
    ) throws(CaptureError) -> Result {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let found else {
            throw CaptureError(operation, code: CaptureError.notNumeric)
        }
        defer { freeaddrinfo(found) }
        return try body(found.pointee.ai_addr, found.pointee.ai_addrlen)
    }

    /// The address a socket is bound to; `nil` with errno where the system does not tell.
    init?(boundTo descriptor: Int32) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(descriptor, address, &length) == 0
                    && getnameinfo(
                        address, length, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0
            }
        }
        guard status else { return nil }
        // sin_port and sin6_port stand at the same place, behind the family.
        let port = withUnsafeBytes(of: &storage) {
            UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self))
        }
        let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        self.init(host: host, port: port)
    }
}
