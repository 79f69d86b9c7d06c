/// A session, and the store that it is read from.
public struct StoredSession {
    public let record: SessionRecord
    public let store: SessionStore

    public init(record: SessionRecord, store: SessionStore) {
        self.record = record
        self.store = store
    }

    public var id: String { record.description.id }
}
