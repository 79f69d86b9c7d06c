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
        let exact = sessions.first {
            $0.description.id == reference || $0.description.name == reference
        }
        if let exact { return exact }
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

    private static func age(_ reference: String) -> Int? {
        if reference == "@" { return 0 }
        guard reference.hasPrefix("@~") else { return nil }
        return Int(reference.dropFirst(2)).flatMap { $0 >= 0 ? $0 : nil }
    }

    func unknown(_ reference: String) -> SelectionError {
        .unknown(reference: reference, database: database)
    }
}
