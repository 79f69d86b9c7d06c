/// Why there is no answer.
public enum HTTPFailure: Error, Sendable, Equatable {
    /// Not a byte of the request has left: no route, refused, not trusted.
    case unsent(String)
    /// The request went out, or a part of it, and what came of it is not known.
    case unanswered(String)

    public var reason: String {
        switch self {
        case .unsent(let reason), .unanswered(let reason): reason
        }
    }
}
