public import CSMEvents

/// A session as its recorder knows it, without reading it from the database.
public struct RecordedSession: Sendable {
    public let record: SessionRecord
    public let operations: RecordedOperations
    /// What its calls' timestamps tell.
    public let clock: ClockEvidence
}
