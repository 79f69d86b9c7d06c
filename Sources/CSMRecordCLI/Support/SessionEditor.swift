import CSMAnalysis
import CSMReport
import SessionStore

/// Renames and removes sessions, with errors as the user gets them.
struct SessionEditor {
    let database: String

    private func sessions() throws(Failure) -> [SessionRecord] {
        try SessionReader(database: database).sessions()
    }

    /// Renames a session and returns its id.
    func rename(_ reference: String, to name: String) throws(Failure) -> String {
        let session = try selected([reference])[0]
        try Failure.translating {
            guard try store()?.rename(session: session.number, to: name) == true else {
                throw Failure("cannot rename a session: it is gone", status: ExitStatus.notFound)
            }
        }
        return session.description.id
    }

    /// The sessions that `references` name, none of which is being recorded.
    func removable(_ references: [String]) throws(Failure) -> [SessionRecord] {
        let sessions = try selected(references)
        if let busy = sessions.first(where: { $0.state == .recording }) {
            throw Failure(
                "cannot remove session \(busy.description.id): it is being recorded",
                status: ExitStatus.tryLater)
        }
        return sessions
    }

    /// All but the newest `keep` of those that began before `limit`, in microseconds since 1970,
    /// and are not being recorded.
    func obsolete(before limit: Int64?, keep: Int) throws(Failure) -> [SessionRecord] {
        try sessions().dropFirst(keep).filter { session in
            session.state != .recording
                && limit.map { session.description.startedAt < $0 } ?? true
        }
    }

    /// Removes sessions, and gives their space back.
    func remove(_ sessions: [SessionRecord]) throws(Failure) -> [SessionRecord] {
        try Failure.translating {
            guard let store = try store() else { return [] }
            try store.clearUnfinished()
            let removed = try sessions.filter { try store.remove(session: $0.number) }
            // That somebody else writes is no reason to say that the removal failed.
            do { try store.shrink() } catch let error as StoreError where error.isBusy {}
            return removed
        }
    }

    /// Not a snapshot, which could not be written to.
    private func store() throws -> SessionStore? { try SessionStore.open(database) }

    private func selected(_ references: [String]) throws(Failure) -> [SessionRecord] {
        let selection = SessionSelection(try sessions(), database: database)
        var selected: [SessionRecord] = []
        for reference in references {
            guard let session = try selection.record(reference) else {
                throw selection.unknown(reference)
            }
            if !selected.contains(where: { $0.number == session.number }) {
                selected.append(session)
            }
        }
        return selected
    }
}

extension SessionRecord {
    /// The session as one line of talk.
    var line: String { DisplayText.line(SessionOverview(self).line) }
}
