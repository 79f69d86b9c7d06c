/// What an error's code says about trying again.
public enum ErrorClass: Sendable, Equatable {
    /// Slow down.
    case throttle
    /// A fault on the other side that may be over at once.
    case transient
    /// The session token, or the request's own time, is over.
    case expired
    /// The signature does not hold; perhaps because of a clock.
    case signature
    case other

    /// By code, whatever the status; without one that is known, by the status.
    public init(_ error: ServiceError) {
        if let code = error.code, let known = Self.codes[code] {
            self = known
        } else if let code = error.shortCode, let known = Self.codes[code] {
            self = known
        } else if error.status == 429 {
            self = .throttle
        } else if [408, 500, 502, 503, 504].contains(error.status) {
            self = .transient
        } else {
            self = .other
        }
    }

    private static let codes: [String: ErrorClass] = {
        var codes: [String: ErrorClass] = [:]
        for code in [
            "ServiceUnavailable", "Throttling", "Throttled", "SlowDown", "RequestLimitExceeded",
            "TooManyRequests", "LimitExceeded", "RequestThrottled", "BandwidthLimitExceeded",
            "ProvisionedThroughputExceeded", "PriorRequestNotComplete", "EC2Throttled",
        ] {
            codes[code] = .throttle
        }
        for code in [
            "InternalFailure", "InternalError", "InternalServerError", "InternalServer",
            "RequestTimeout",
            // STS: it could not reach the identity provider.
            "IDPCommunicationError",
        ] {
            codes[code] = .transient
        }
        for code in ["ExpiredToken", "RequestExpired"] { codes[code] = .expired }
        for code in ["InvalidSignature", "SignatureDoesNotMatch", "RequestTimeTooSkewed"] {
            codes[code] = .signature
        }
        return codes
    }()
}
