import NIOConcurrencyHelpers

/// All ways to send: directly, or through the environment's proxies.
public final class Network: Sendable {
    private struct Way: Hashable {
        let proxy: Proxy?
        let timeouts: HTTPTransport.Timeouts
        /// The host; `nil` for all hosts that are not asked for a certificate.
        let secureHost: String?
    }

    private let proxies: ProxySettings
    private let authorities: String?
    private let timeouts: HTTPTransport.Timeouts
    private let transports = NIOLockedValueBox<[Way: HTTPTransport]>([:])

    /// `authorities` is a file of certificates in PEM to trust instead of the system's.
    init(
        _ surroundings: Surroundings, authorities: String?,
        timeouts: HTTPTransport.Timeouts = .service
    ) {
        proxies = ProxySettings(surroundings)
        self.authorities = authorities
        self.timeouts = timeouts
    }

    /// The transport to a service's endpoint.
    func transport(to url: HTTPURL) throws(AWSAccessError) -> HTTPTransport {
        try transport(url, try proxies.proxy(for: url), timeouts)
    }

    /// The transport to an agent that hands out credentials: near, and behind no proxy.
    func localTransport(
        to url: HTTPURL, _ timeouts: HTTPTransport.Timeouts
    ) throws(AWSAccessError) -> HTTPTransport {
        try transport(url, nil, timeouts)
    }

    /// One transport a way, so that connections are used again.
    private func transport(
        _ url: HTTPURL, _ proxy: Proxy?, _ timeouts: HTTPTransport.Timeouts
    ) throws(AWSAccessError) -> HTTPTransport {
        let way = Way(proxy: proxy, timeouts: timeouts, secureHost: url.isSecure ? url.host : nil)
        if let known = transports.withLockedValue({ $0[way] }) { return known }
        let made = try HTTPTransport(
            timeouts, secureHost: way.secureHost, authorities: authorities, proxy: proxy)
        transports.withLockedValue { $0[way] = made }
        return made
    }
}
