/// Why a push cannot go on.
public enum PushError: Error, Sendable, CustomStringConvertible {
    case sessionRemoved(id: String)

    public var description: String {
        switch self {
        case .sessionRemoved(let id):
            "cannot push session \(id): it was removed or replaced in the meantime"
        }
    }
}
