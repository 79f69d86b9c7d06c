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
        case is HTTPParserError: "the response is not HTTP"
        case is ChannelError: "the connection was closed"
        case is ResponseCollector.TooLong: "the response is too long"
        // Not what it says of itself: that may hold a header's value.
        default: "\(type(of: error))"
        }
    }

    private static func text(_ error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout: "connecting timed out"
        case .tlsHandshakeTimeout: "the TLS handshake timed out"
        case .httpProxyHandshakeTimeout: "it did not respond in time"
        case .readTimeout: "no response in time"
        case .deadlineExceeded: "no complete response in time"
        case .remoteConnectionClosed: "the connection was closed before the response"
        case .uncleanShutdown: "the connection was closed before the end of the response"
        case .invalidProxyResponse: "it refused to connect"
        case .proxyAuthenticationRequired: "it requires a user name and a password"
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
        return detail.contains("WRONG_VERSION_NUMBER")
            ? "the server does not use TLS" : "TLS failed: \(detail)"
    }
}
