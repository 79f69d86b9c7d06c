/// Attempts that are too few or too many for the calls of an operation, session by session.
struct AttemptBalance: Equatable {
    /// Attempts that were not seen, of calls that were.
    var missing = 0
    /// Attempts that the calls' spans do not show.
    var notShown = 0
    /// Attempts that were seen, of calls that were not.
    var surplus = 0

    static func += (left: inout AttemptBalance, right: AttemptBalance) {
        left.missing += right.missing
        left.notShown += right.notShown
        left.surplus += right.surplus
    }
}
