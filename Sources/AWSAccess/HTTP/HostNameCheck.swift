import NIOCore
import NIOSSL

/// Checks that a trusted certificate is for the host that was asked for (RFC 9525).
///
/// NIOSSL also takes a certificate for the address of the other end of the socket. That end may be
/// a proxy, whose own certificate would then let it read all that passes through it.
enum HostNameCheck {
    struct WrongHost: Error {}

    /// Fails, and closes the connection, if the other end's certificate is not for `host`.
    static func check(_ channel: any Channel, isFor host: String) -> EventLoopFuture<Void> {
        channel.nioSSL_peerCertificate().flatMapThrowing { certificate in
            guard let certificate, isFor(host, certificate) else {
                channel.close(promise: nil)
                throw WrongHost()
            }
        }
    }

    private static func isFor(_ host: String, _ certificate: NIOSSLCertificate) -> Bool {
        let address = NumericAddress.bytes(of: host)
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
}
