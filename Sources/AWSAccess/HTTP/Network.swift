import Synchronization

/// All ways to send: directly, or through the environment's proxies.
public final class Network: Sendable {
    private struct Way: Hashable {
        let proxy: Proxy?
        let timeouts: HTTPTransport.Timeouts
    }

    private let proxies: ProxySettings
    private let authorities: String?
    private let timeouts: HTTPTransport.Timeouts
    private let transports = Mutex<[Way: HTTPTransport]>([:])

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
        try transport(Way(proxy: try proxies.proxy(for: url), timeouts: timeouts))
    }

    /// The transport to an agent that hands out credentials: near, and behind no proxy.
    func localTransport(_ timeouts: HTTPTransport.Timeouts) throws(AWSAccessError) -> HTTPTransport
    {
        try transport(Way(proxy: nil, timeouts: timeouts))
    }

    /// One transport a way, so that connections are used again.
    private func transport(_ way: Way) throws(AWSAccessError) -> HTTPTransport {
        if let known = transports.withLock({ $0[way] }) { return known }
        let made = try HTTPTransport(way.timeouts, authorities: authorities, proxy: way.proxy)
        transports.withLock { $0[way] = made }
        return made
    }
}
