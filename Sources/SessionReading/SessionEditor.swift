public import SessionStore

/// Renames and removes sessions.
///
/// Throws `SelectionError` and `StoreError`.
public struct SessionEditor {
    /// How far a removal is.
    public enum Progress: Sendable {
        /// Datagrams.
        case removing(Int, of: Int)
        /// Pages of the file.
        case shrinking(Int, of: Int)
    }

    /// Told what a user should know of the sessions found: that a set has fewer than it asks for.
    public var note: (String) -> Void = { _ in }
    private let database: String

    public init(database: String) { self.database = database }

    private func sessions() throws -> [SessionRecord] {
        try SessionStore.open(database)?.sessions() ?? []
    }

    /// Renames a session and returns its id.
    public func rename(_ reference: String, to name: String) throws -> String {
        let sessions = try selected([reference])
        guard let session = sessions.first, sessions.count == 1 else {
            throw SelectionError.several(reference: reference, count: sessions.count)
        }
        guard try store()?.rename(session: session.number, to: name) == true else {
            throw SelectionError.gone
        }
        return session.description.id
    }

    /// The sessions that `references` name, none of which is being recorded.
    ///
    /// A name that several have names none of them here: what is removed is gone.
    public func removable(_ references: [String]) throws -> [SessionRecord] {
        let all = try sessions()
        for reference in references where !all.contains(where: { $0.description.id == reference }) {
            let candidates = all.filter { $0.description.name == reference }
            guard candidates.count > 1 else { continue }
            throw SelectionError.ambiguous(
                reference: reference, candidates: candidates.map(\.description.id))
        }
        let sessions = try selected(references)
        if let busy = sessions.first(where: { $0.state == .recording }) {
            throw SelectionError.beingRecorded(id: busy.description.id)
        }
        return sessions
    }

    /// All but the newest `keep` of those that began before `limit`, in microseconds since 1970,
    /// and are not being recorded, the newest first.
    public func obsolete(before limit: Int64?, keep: Int) throws -> [SessionRecord] {
        try sessions().dropFirst(keep).filter { session in
            session.state != .recording
                && limit.map { session.description.startedAt < $0 } ?? true
        }
    }

    /// Removes sessions, and gives their space back; `tell` is called now and then.
    public func remove(
        _ sessions: [SessionRecord], tell: (Progress) -> Void = { _ in }
    ) throws -> [SessionRecord] {
        guard let store = try store() else { return [] }
        try store.clearUnfinished()
        let total = sessions.reduce(0) { $0 + $1.counters.received }
        var before = 0
        let removed = try sessions.filter { session in
            defer { before += session.counters.received }
            return try store.remove(session: session.number) {
                tell(.removing(before + $0, of: total))
            }
        }
        // That somebody else writes is no reason to say that the removal failed.
        do throws(StoreError) {
            try store.shrink { tell(.shrinking($0, of: $1)) }
        } catch {
            guard error.isBusy else { throw error }
        }
        return removed
    }

    /// Not a snapshot, which could not be written to.
    private func store() throws -> SessionStore? { try SessionStore.open(database) }

    private func selected(_ references: [String]) throws -> [SessionRecord] {
        let selection = SessionSelection(try sessions(), database: database)
        var selected: [SessionRecord] = []
        for reference in references {
            let sessions = try selection.records(reference, note: note)
            if sessions.isEmpty { throw selection.unknown(reference) }
            for session in sessions where !selected.contains(where: { $0.number == session.number })
            {
                selected.append(session)
            }
        }
        return selected
    }
}
