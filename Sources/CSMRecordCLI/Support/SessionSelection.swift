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
    func record(_ reference: String) throws(Failure) -> SessionRecord? {
        if let age = Self.age(reference) {
            if sessions.isEmpty { throw nothingRecorded }
            guard age < sessions.count else {
                throw Failure(
                    "cannot find \(reference): there are no more than \(sessions.count)",
                    status: ExitStatus.notFound)
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
        guard candidates.count == 1 else { throw ambiguous(reference, candidates) }
        return candidates[0]
    }

    private var nothingRecorded: Failure {
        Failure(
            "cannot find a session: none is recorded in \(database)", status: ExitStatus.notFound)
    }

    private static func age(_ reference: String) -> Int? {
        if reference == "@" { return 0 }
        guard reference.hasPrefix("@~") else { return nil }
        return Int(reference.dropFirst(2)).flatMap { $0 >= 0 ? $0 : nil }
    }

    func unknown(_ reference: String) -> Failure {
        let shown = reference.isEmpty ? "''" : reference
        return Failure(
            "cannot find session \(shown): no id or name like that in \(database), and no such file",
            "see: csm-record sessions", status: ExitStatus.notFound)
    }

    private func ambiguous(_ reference: String, _ candidates: [SessionRecord]) -> Failure {
        let ids = candidates.prefix(8).map(\.description.id).joined(separator: ", ")
        let more = candidates.count > 8 ? " and \(candidates.count - 8) more" : ""
        return Failure(
            "cannot tell which session \(reference) is: it may be \(ids)\(more)",
            status: ExitStatus.notFound)
    }
}
