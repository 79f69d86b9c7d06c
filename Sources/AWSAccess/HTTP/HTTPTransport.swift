import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Sends requests by HTTP/1.1, one after another, each on the calling thread's time.
///
/// No redirects are followed and nothing is sent twice. Not to be called on an event loop, nor in
/// a task.
public final class HTTPTransport: Sendable {
    /// How long to wait, in milliseconds.
    public struct Timeouts: Sendable, Hashable {
        let connect: Int64
        /// For the next bytes of an answer; for the first ones, with what of the request has yet to
        /// leave.
        let read: Int64
        /// For all of it, from the connection to the answer's last byte: one that goes on for ever,
        /// a byte at a time, never has a pause that is too long.
        let total: Int64

        /// For a service's endpoint.
        public static let service = Timeouts(connect: 3_000, read: 60_000, total: 180_000)
        /// For what is on this machine or in its rack.
        static let metadata = Timeouts(connect: 1_000, read: 1_000, total: 3_000)
        static let container = Timeouts(connect: 2_000, read: 2_000, total: 6_000)

        public init(connect: Int64, read: Int64, total: Int64) {
            self.connect = connect
            self.read = read
            self.total = total
        }
    }

    private let client: HTTPClient
    private let timeouts: Timeouts
    private let proxy: Proxy?
    /// Where all is done, connections and requests.
    ///
    /// On two loops, AsyncHTTPClient (1.37.0) learns that a request has been sent by way of the
    /// other one, and ends the process if its connection was closed meanwhile.
    private let loop: any EventLoop

    /// `secureHost` is the one host that `https` requests go to; `authorities` is a file of
    /// certificates in PEM to trust instead of the system's.
    init(
        _ timeouts: Timeouts, secureHost: String?, authorities: String?, proxy: Proxy?
    ) throws(AWSAccessError) {
        var tls = TLSConfiguration.makeClientConfiguration()
        // What AWS takes since 2024.
        tls.minimumTLSVersion = .tlsv12
        if let authorities { tls.trustRoots = try Self.trustRoots(authorities) }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(
                connect: .milliseconds(timeouts.connect), read: .milliseconds(timeouts.read)),
            proxy: proxy.map(Self.tunnel))
        configuration.httpVersion = .http1Only
        if let secureHost {
            configuration.http1_1ConnectionDebugInitializer = { channel in
                HostNameCheck.check(channel, isFor: secureHost)
            }
        }
        // We count attempts ourselves.
        configuration.connectionPool.retryConnectionEstablishment = false
        _ = InheritedDescriptors.ofCaller
        loop = MultiThreadedEventLoopGroup.singleton.next()
        self.proxy = proxy
        self.timeouts = timeouts
        client = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            configuration: configuration)
    }

    deinit { try? client.syncShutdown() }

    private static func trustRoots(_ path: String) throws(AWSAccessError) -> NIOSSLTrustRoots {
        do {
            return .certificates(try NIOSSLCertificate.fromPEMFile(path))
        } catch {
            throw AWSAccessError(
                .file, "use the certificates in \(path)", "it is not a readable PEM file",
                advice: "AWS_CA_BUNDLE, or ca_bundle in the profile, sets this file")
        }
    }

    private static func tunnel(_ proxy: Proxy) -> HTTPClient.Configuration.Proxy {
        guard let user = proxy.user else { return .server(host: proxy.host, port: proxy.port) }
        return .server(
            host: proxy.host, port: proxy.port,
            authorization: .basic(username: user, password: proxy.password ?? ""))
    }

    /// Sends a request and waits for the whole answer.
    public func send(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPResponse {
        let collector = ResponseCollector(limit: request.longestAnswer)
        let time = min(timeouts.total, request.patience ?? timeouts.total)
        do {
            let message = try HTTPClient.Request(
                url: request.url.description, method: HTTPMethod(rawValue: request.method),
                headers: HTTPHeaders(request.headers.map { ($0.name, $0.value) }),
                body: request.body.isEmpty ? nil : .bytes(request.body))
            return try client.execute(
                request: message, delegate: collector, eventLoop: .delegateAndChannel(on: loop),
                deadline: .now() + .milliseconds(time)
            ).wait()
        } catch {
            var reason = HTTPErrorText.reason(of: error)
            if let proxy { reason = "through the proxy \(proxy.host):\(proxy.port): \(reason)" }
            throw collector.hasSent ? .unanswered(reason) : .unsent(reason)
        }
    }
}
