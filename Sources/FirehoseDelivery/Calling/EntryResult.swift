/// What became of one record of a call.
public enum EntryResult: Sendable, Equatable {
    case accepted
    /// With this error code; it was not taken.
    case failed(String)
    /// The answer does not say; it may be there or not.
    case untold
}
