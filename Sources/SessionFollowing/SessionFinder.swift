public import SessionStore

/// Finds the session that is being recorded, and the ones that begin after it.
///
/// The database may be made, removed or replaced meanwhile.
public final class SessionFinder {
    private let path: String
    private var opened: (store: SessionStore, file: FileIdentity)?
    /// The number of the last session that was found or passed over.
    private var last: Int64 = 0
    /// When looking began, in microseconds since 1970.
    private let since: Int64

    /// In the database at `path`, looking from `since` on, in microseconds since 1970.
    public init(in path: String, since: Int64) {
        self.path = path
        self.since = since
    }

    /// The newest session if it is being recorded; all that are there are passed over.
    public func current() throws(StoreError) -> StoredSession? {
        guard let store = try store(), let newest = try store.newestOutline() else { return nil }
        last = newest.number
        return newest.state == .recording ? StoredSession(record: newest, store: store) : nil
    }

    /// The newest session, whatever its state.
    public func newest() throws(StoreError) -> StoredSession? {
        guard let store = try store(), let newest = try store.newestOutline() else { return nil }
        return StoredSession(record: newest, store: store)
    }

    /// The session of that id.
    public func session(id: String) throws(StoreError) -> StoredSession? {
        guard let store = try store(), let session = try store.outline(id: id) else { return nil }
        return StoredSession(record: session, store: store)
    }

    /// From now on what `next` finds has begun after this session.
    public func go(behind session: Int64) { last = max(last, session) }

    /// The first session that began after the last one that was found; `nil` where none has yet.
    public func next() throws(StoreError) -> StoredSession? {
        guard let store = try store(),
            let session = try store.outline(after: last, since: since)
        else { return nil }
        last = session.number
        return StoredSession(record: session, store: store)
    }

    private func store() throws(StoreError) -> SessionStore? {
        guard let file = FileIdentity(path) else {
            opened = nil
            return nil
        }
        if let opened, opened.file == file, !opened.store.isImmutable { return opened.store }
        // Another file numbers its sessions anew.
        if let opened, opened.file != file { last = 0 }
        opened = try SessionStore.openToFollow(path).map { ($0, file) }
        return opened?.store
    }
}
