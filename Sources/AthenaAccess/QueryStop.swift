public import AWSAccess

/// Why a query has no result, or not all of it was read.
///
/// A query that could still run was stopped by then, or it is `leftRunning`.
public enum QueryStop: Error, Sendable, Equatable {
    /// The user asked for it.
    case interrupted
    /// As many calls failed in a row as were allowed, or the query failed by a fault of Athena's;
    /// a later try may do better.
    case gaveUp(String)
    /// Nothing was ever reached: where, and why not.
    case unreachable(String)
    case noCredentials(AWSAccessError)
    /// A call was refused, or the query failed; a sentence with Athena's own code and message.
    case refused(Kind, String)
    /// The query scanned more than was allowed, in bytes, and was stopped.
    case overLimit(scannedBytes: Int, limit: Int)
    /// For that reason, and the query may still run: Athena has not said that it is stopped.
    ///
    /// `id` is `nil` if no answer to its start came.
    indirect case leftRunning(QueryStop, id: String?)

    public enum Kind: Sendable {
        /// A workgroup, a database or a table is not there.
        case notFound
        case denied
        /// What was sent, or what is stored, is not as it should be.
        case badData
        /// Whoever answers is no Athena.
        case notAthena
    }
}
