/// What a query took, as Athena says.
public struct QueryStatistics: Sendable, Equatable {
    /// The query's id, `QueryExecutionId`.
    public var id: String
    /// What is billed, but for rounding: `DataScannedInBytes`.
    public var scannedBytes: Int
    /// From the start to the result, waiting in the queue included: `TotalExecutionTimeInMillis`.
    public var milliseconds: Int

    public init(id: String, scannedBytes: Int, milliseconds: Int) {
        self.id = id
        self.scannedBytes = scannedBytes
        self.milliseconds = milliseconds
    }
}
