public import AWSAccess

/// Why a delivery ended before all was delivered.
public enum DeliveryStop: Sendable, Equatable {
    /// As many calls failed in a row as were allowed.
    case gaveUp(String)
    /// Entries went on failing for longer than was allowed.
    case outOfPatience(String)
    /// Nothing was ever reached.
    case unreachable(String)
    case refused(CallOutcome.Refusal)
    case noCredentials(AWSAccessError)
    /// The user asked for it.
    case interrupted
}
