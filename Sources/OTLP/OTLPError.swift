/// Why the bytes of a request are no traces.
public enum OTLPError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not the format that the request says; what is wrong.
    case damaged(String)
    /// More than a request may have.
    case tooLarge

    public var description: String {
        switch self {
        case .damaged(let reason): "cannot decode the traces: \(reason)"
        case .tooLarge: "cannot decode the traces: the request is over 64 MiB"
        }
    }
}
