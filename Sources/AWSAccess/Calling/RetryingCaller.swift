import FoundationEssentials

/// Sends a request that gets something, and may be sent again: `AWS_MAX_ATTEMPTS` says how often.
struct RetryingCaller {
    private let network: Network
    private let surroundings: Surroundings
    /// Of agents that are near; `nil` for a service's endpoint.
    private let local: HTTPTransport.Timeouts?

    init(
        _ network: Network, _ surroundings: Surroundings, local: HTTPTransport.Timeouts? = nil
    ) {
        self.network = network
        self.surroundings = surroundings
        self.local = local
    }

    /// `attempts` is for what is tried another number of times, whatever is set.
    ///
    /// `request` makes it anew each time, signed at the time it is given.
    func send(
        _ operation: String, attempts limit: Int? = nil, _ request: (Date) -> HTTPRequest
    ) throws(AWSAccessError) -> HTTPResponse {
        let configured = try AttemptLimit.resolve(surroundings)
        let attempts = limit ?? configured
        var offset: TimeInterval?
        var failures = 0
        while true {
            let now = surroundings.now()
            let request = request(now.addingTimeInterval(offset ?? 0))
            let isLast = failures + 1 >= attempts
            var isThrottle = false
            var asked: Duration?
            let transport = try transport(to: request.url)
            do throws(HTTPFailure) {
                let response = try transport.send(request)
                let error = ServiceError(response)
                switch ErrorClass(error) {
                case _ where response.status < 400 || isLast: return response
                case .signature where offset == nil:
                    offset = ClockSkew.offset(of: response, now: surroundings.now())
                    if offset == nil { return response }
                    failures += 1
                    continue
                case .throttle: isThrottle = true
                case .transient: break
                default: return response
                }
                asked = RetryDelay.asked(by: response)
            } catch {
                if isLast {
                    let host = request.url.authority
                    throw .credentials(operation, "cannot reach \(host): \(error.reason)")
                }
            }
            let delay = RetryDelay.duration(
                after: failures, isThrottle: isThrottle, asked: asked,
                random: Double.random(in: 0...1))
            guard surroundings.sleep(delay) else { throw .credentials(operation, "stopped") }
            failures += 1
        }
    }

    private func transport(to url: HTTPURL) throws(AWSAccessError) -> HTTPTransport {
        guard let local else { return try network.transport(to: url) }
        return try network.localTransport(to: url, local)
    }
}
