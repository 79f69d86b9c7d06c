/// Why a replay cannot go on.
public enum ReplayError: Error, Sendable, CustomStringConvertible {
    case sessionRemoved

    public var description: String { "cannot continue: the session was removed in the meantime" }
}
