/// What is known of the other side, from this query or one before.
struct Contact: Equatable {
    /// Whether anything was ever sent to it.
    var isReached = false
    /// Whether it ever answered as Athena does.
    var isAthena = false
}
