import SessionStore

/// Finds the sessions that users name.
struct SessionSelection {
    /// The newest first.
    private let sessions: [SessionRecord]
    private let database: String

    init(_ sessions: [SessionRecord], database: String) {
        self.sessions = sessions
        self.database = database
    }

    /// The sessions that `reference` names, the oldest first: of a `SessionSet`, or the one that
    /// `record` finds; none where it names none.
    ///
    /// A set with fewer sessions than it asks for is told to `note`.
    func records(
        _ reference: String, note: (String) -> Void = { _ in }
    ) throws(SelectionError) -> [SessionRecord] {
        // An id, a name or a tag's value may look like a set.
        if let exact = exact(reference) { return [exact] }
        if let found = SessionSet.ofWholeTag(reference)?.sessions(of: sessions), !found.isEmpty {
            return found.reversed()
        }
        guard let set = try SessionSet(reference) else {
            return try record(reference).map { [$0] } ?? []
        }
        if sessions.isEmpty { throw .nothingRecorded(database: database) }
        let found = set.sessions(of: sessions)
        if let count = set.count, !found.isEmpty, found.count < count {
            note("\(reference): there are only \(found.count)")
        }
        return found.reversed()
    }

    /// The session that `reference` names: `@` is the newest, `@~N` the Nth before it; else an id
    /// or a name (of several the newest), else the unique beginning of an id.
    ///
    /// `nil` where it names none.
    func record(_ reference: String) throws(SelectionError) -> SessionRecord? {
        if let age = Self.age(reference) {
            if sessions.isEmpty { throw .nothingRecorded(database: database) }
            guard age < sessions.count else {
                throw .tooOld(reference: reference, count: sessions.count)
            }
            return sessions[age]
        }
        if let exact = exact(reference) { return exact }
        let candidates = sessions.filter {
            $0.description.id.lowercased().hasPrefix(reference.lowercased())
        }
        if reference.isEmpty || candidates.isEmpty { return nil }
        guard candidates.count == 1 else {
            throw .ambiguous(
                reference: reference, candidates: candidates.map(\.description.id))
        }
        return candidates[0]
    }

    /// The newest session of that id or name.
    private func exact(_ reference: String) -> SessionRecord? {
        sessions.first {
            $0.description.id == reference || $0.description.name == reference
        }
    }

    private static func age(_ reference: String) -> Int? {
        if reference == "@" { return 0 }
        guard reference.hasPrefix("@~") else { return nil }
        return Int(reference.dropFirst(2)).flatMap { $0 >= 0 ? $0 : nil }
    }

    func unknown(_ reference: String) -> SelectionError {
        .unknown(reference: reference, database: database)
    }
}
