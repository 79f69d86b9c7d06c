import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// What went wrong on the way, in words.
enum HTTPErrorText {
    static func reason(of error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: text(error)
        case let error as NIOConnectionError: text(error)
        case let error as IOError: systemText(error)
        case let error as NIOSSLError: text(error)
        case is NIOSSLExtraError, is HostNameCheck.WrongHost: "its certificate is not for that host"
        case is HTTPParserError: "the answer is no HTTP"
        case is ChannelError: "the connection was closed"
        case is ResponseCollector.TooLong: "the answer is too long"
        // Not what it says of itself: that may hold a header's value.
        default: "\(type(of: error))"
        }
    }

    private static func text(_ error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout: "no connection in time"
        case .tlsHandshakeTimeout: "no TLS connection in time"
        case .httpProxyHandshakeTimeout: "no answer from it in time"
        case .readTimeout: "no answer in time"
        case .deadlineExceeded: "no whole answer in time"
        case .remoteConnectionClosed: "the connection was closed before the answer"
        case .uncleanShutdown: "the connection was cut before the answer's end"
        case .invalidProxyResponse: "it refused to connect"
        case .proxyAuthenticationRequired: "it asks for a user and a password"
        default: error.shortDescription
        }
    }

    private static func text(_ error: NIOConnectionError) -> String {
        if let failure = error.connectionErrors.first {
            return reason(of: failure.error)
        }
        return "the name \(error.host) cannot be resolved"
    }

    private static func systemText(_ error: IOError) -> String {
        String(cString: strerror(error.errnoCode)).lowercased()
    }

    private static func text(_ error: NIOSSLError) -> String {
        guard case .handshakeFailed(let cause) = error else { return "TLS failed: \(error)" }
        let detail = "\(cause)"
        if detail.contains("CERTIFICATE_VERIFY_FAILED") { return "its certificate is not trusted" }
        return detail.contains("WRONG_VERSION_NUMBER") ? "there is no TLS" : "TLS failed: \(detail)"
    }
}
