/// Something that keeps a call to AWS from being made.
///
/// Never holds a secret key, a session token or a whole access key.
public struct AWSAccessError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Kind: Sendable {
        /// No usable credentials.
        case credentials
        /// An endpoint or a proxy, or a region, makes no sense.
        case setting
        /// Nothing says which region.
        case noRegion
        /// A file of certificates cannot be read.
        case file
    }

    public let kind: Kind
    /// What was tried, as in "cannot VERB OBJECT".
    public let operation: String
    public let reason: String
    /// What to do about it, where that is known.
    public let advice: String?

    public init(_ kind: Kind, _ operation: String, _ reason: String, advice: String? = nil) {
        self.kind = kind
        self.operation = operation
        self.reason = reason
        self.advice = advice
    }

    public var description: String { "cannot \(operation): \(reason)" }

    static func credentials(
        _ operation: String, _ reason: String, advice: String? = nil
    ) -> AWSAccessError {
        AWSAccessError(.credentials, operation, reason, advice: advice)
    }
}
