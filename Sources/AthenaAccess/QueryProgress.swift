/// How far a query is.
public enum QueryProgress: Sendable, Equatable {
    case queued
    case running(scannedBytes: Int)
    /// It has succeeded; so many rows of its result are here.
    case reading(rows: Int)
}
