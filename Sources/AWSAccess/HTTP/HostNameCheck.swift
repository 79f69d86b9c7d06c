import Glibc
import NIOCore
import NIOSSL

/// Checks that a trusted certificate is for the host that was asked for (RFC 9525).
///
/// NIOSSL also takes a certificate for the address of the other end of the socket. That end may be
/// a proxy, whose own certificate would then let it read all that passes through it.
enum HostNameCheck {
    struct WrongHost: Error {}

    /// Fails if the other end's certificate is not for `host`.
    static func check(_ channel: any Channel, isFor host: String) -> EventLoopFuture<Void> {
        channel.nioSSL_peerCertificate().flatMapThrowing { certificate in
            guard let certificate, isFor(host, certificate) else { throw WrongHost() }
        }
    }

    private static func isFor(_ host: String, _ certificate: NIOSSLCertificate) -> Bool {
        let address = address(host)
        for name in certificate._subjectAlternativeNames() {
            let bytes = name.contents.withUnsafeBufferPointer { Array($0) }
            switch name.nameType {
            case .ipAddress where bytes == address: return true
            case .dnsName where address == nil && matches(host, bytes): return true
            default: continue
            }
        }
        return false
    }

    /// A name matches itself; `*.` stands for one label at the beginning.
    static func matches(_ host: String, _ pattern: [UInt8]) -> Bool {
        let name = String(decoding: pattern, as: UTF8.self).lowercased()
        if host == name { return true }
        guard name.hasPrefix("*."), let dot = host.firstIndex(of: ".") else { return false }
        return dot > host.startIndex && host[dot...] == name.dropFirst()
    }

    /// The bytes of a numeric address, with or without brackets; `nil` for a name.
    private static func address(_ host: String) -> [UInt8]? {
        let text = host.filter { $0 != "[" && $0 != "]" }
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }
}
