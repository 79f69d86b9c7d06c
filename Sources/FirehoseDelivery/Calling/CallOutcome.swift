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
        let reason = Self.sentence(error)
        switch ErrorClass(error) {
        case .throttle: self = .failed(reason, isThrottle: true, asked: asked)
        case .transient: self = .failed(reason, isThrottle: false, asked: asked)
        case _ where isClockOff: self = .skewed(Refusal(.denied, reason))
        case .expired: self = .expired(Refusal(.denied, reason))
        case .signature: self = .refused(Refusal(.denied, reason))
        case .other: self = .refused(Refusal(Self.kind(error), reason))
        }
    }

    private static func sentence(_ error: ServiceError) -> String {
        guard let code = error.code else { return "HTTP status \(error.status)" }
        return error.message.map { "\(code): \($0)" } ?? code
    }

    private static func kind(_ error: ServiceError) -> Refusal.Kind {
        guard let code = error.code else {
            return [401, 403, 407].contains(error.status) ? .denied : .notFirehose
        }
        switch code.hasSuffix("Exception") ? String(code.dropLast(9)) : code {
        case "ResourceNotFound": return .noSuchStream
        case "InvalidArgument", "Validation", "ValidationError", "Serialization", "InvalidSource":
            return .badData
        case _ where [401, 403].contains(error.status): return .denied
        case "AccessDenied", "UnrecognizedClient", "InvalidClientTokenId", "IncompleteSignature",
            "MissingAuthenticationToken", "InvalidKMSResource":
            return .denied
        default: return .badData
        }
    }
}
