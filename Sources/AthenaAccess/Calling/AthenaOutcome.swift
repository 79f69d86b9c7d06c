import AWSAccess

/// What became of one call, by the table of what to do about it.
enum AthenaOutcome: Equatable {
    case answered(AthenaAnswer)
    /// It may have been taken or not.
    case ambiguous(String)
    /// A later try may do better.
    case failed(String, isThrottle: Bool, asked: Duration?)
    /// Not even a connection came about.
    case unreachable(String)
    /// The credentials' time is over, it says.
    case expired(String)
    /// The signature's time is wrong by this machine's clock.
    case skewed(String)
    /// A page does not fit; what to say if it has one row only.
    case tooLong(String)
    /// Trying again would not help.
    case refused(QueryStop.Kind, String)

    /// Whether what it asks for may have been done, and nobody said so.
    var mayHaveBeenTaken: Bool {
        switch self {
        case .ambiguous: true
        // A fault on the way back, perhaps.
        case .failed(_, let isThrottle, _): !isThrottle
        default: false
        }
    }

    /// The outcome of an answer that is no 200.
    init(_ error: ServiceError, asked: Duration?, isClockOff: Bool) {
        let reason = error.sentence
        switch ErrorClass(error) {
        case .throttle: self = .failed(reason, isThrottle: true, asked: asked)
        case .transient: self = .failed(reason, isThrottle: false, asked: asked)
        case _ where isClockOff: self = .skewed(reason)
        case .expired: self = .expired(reason)
        case .signature: self = .refused(.denied, reason)
        // It has given us the query's id itself: not all of Athena may know it yet.
        case .other
        where error.shortCode == "InvalidRequest"
            && FailureText.isUnknownQuery(error.message ?? ""):
            self = .failed(reason, isThrottle: true, asked: asked)
        case .other: self = .refused(Self.kind(error), reason)
        }
    }

    private static func kind(_ error: ServiceError) -> QueryStop.Kind {
        guard let code = error.shortCode else { return error.isDenial ? .denied : .notAthena }
        switch code {
        case "ResourceNotFound": return .notFound
        case "InvalidRequest": return FailureText.kind(ofRequest: error.message ?? "")
        case "Validation", "ValidationError", "Serialization": return .badData
        // Another service of AWS.
        case "UnknownOperation": return .notAthena
        default: return error.isDenial ? .denied : .badData
        }
    }
}
