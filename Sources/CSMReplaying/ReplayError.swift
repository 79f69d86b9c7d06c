/// Why a replay cannot go on.
public enum ReplayError: Error, Sendable, CustomStringConvertible {
    case sessionRemoved

    public var description: String { "cannot go on: the session was removed meanwhile" }
}
