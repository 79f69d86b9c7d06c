import AWSAccess

/// What became of one call, by the table of what to do about it.
public enum CallOutcome: Sendable, Equatable {
    /// Each record's own result, in the order they were sent, and how long the service asks to be
    /// left alone.
    case answered([EntryResult], asked: Duration? = nil)
    /// The records may be there or not.
    case ambiguous(String)
    /// Nothing was taken; a later try may do better.
    case failed(String, isThrottle: Bool, asked: Duration?)
    /// Not even a connection came about.
    case unreachable(String)
    /// The credentials' time is over, it says.
    case expired(Refusal)
    /// The signature's time is wrong by this machine's clock.
    case skewed(Refusal)
    /// Trying again would not help.
    case refused(Refusal)

    var isUnreachable: Bool {
        if case .unreachable = self { true } else { false }
    }

    /// Why a delivery stream takes nothing.
    public struct Refusal: Sendable, Equatable {
        public enum Kind: Sendable {
            case noSuchStream
            case denied
            /// What was sent, or the stream, is not as it should be.
            case badData
            /// Whoever answers is no Firehose.
            case notFirehose
        }

        public let kind: Kind
        public let reason: String

        public init(_ kind: Kind, _ reason: String) {
            self.kind = kind
            self.reason = reason
        }
    }

    /// The outcome of an answer that is no 200.
    init(_ error: ServiceError, asked: Duration?, isClockOff: Bool) {
        let reason = error.sentence
        switch ErrorClass(error) {
        case .throttle: self = .failed(reason, isThrottle: true, asked: asked)
        case .transient: self = .failed(reason, isThrottle: false, asked: asked)
        case _ where isClockOff: self = .skewed(Refusal(.denied, reason))
        case .expired: self = .expired(Refusal(.denied, reason))
        case .signature: self = .refused(Refusal(.denied, reason))
        case .other: self = .refused(Refusal(Self.kind(error), reason))
        }
    }

    private static func kind(_ error: ServiceError) -> Refusal.Kind {
        guard let code = error.shortCode else { return error.isDenial ? .denied : .notFirehose }
        switch code {
        case "ResourceNotFound": return .noSuchStream
        case "InvalidArgument", "Validation", "ValidationError", "Serialization", "InvalidSource":
            return .badData
        default: return error.isDenial ? .denied : .badData
        }
    }
}
