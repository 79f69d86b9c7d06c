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
    func session(_ reference: String) throws(Failure) -> SessionRecord {
        if let age = Self.age(reference) {
            if sessions.isEmpty { throw nothingRecorded }
            guard age < sessions.count else {
                throw Failure(
                    "cannot find \(reference): there are \(sessions.count) sessions",
                    status: ExitStatus.notFound)
            }
            return sessions[age]
        }
        let exact = sessions.first {
            $0.description.id == reference || $0.description.name == reference
        }
        if let exact { return exact }
        let candidates = sessions.filter { $0.description.id.hasPrefix(reference.lowercased()) }
        guard !reference.isEmpty else { throw unknown("''") }
        if candidates.count == 1 { return candidates[0] }
        throw candidates.isEmpty ? unknown(reference) : ambiguous(reference, candidates)
    }

    var nothingRecorded: Failure {
        Failure(
            "cannot find a session: none is recorded in \(database)", status: ExitStatus.notFound)
    }

    /// The sessions that `references` name, each once.
    func sessions(_ references: [String]) throws(Failure) -> [SessionRecord] {
        var selected: [SessionRecord] = []
        for reference in references {
            let session = try session(reference)
            if !selected.contains(where: { $0.number == session.number }) {
                selected.append(session)
            }
        }
        return selected
    }

    private static func age(_ reference: String) -> Int? {
        if reference == "@" { return 0 }
        guard reference.hasPrefix("@~") else { return nil }
        return Int(reference.dropFirst(2)).flatMap { $0 >= 0 ? $0 : nil }
    }

    private func unknown(_ reference: String) -> Failure {
        Failure(
            "cannot find session \(reference): no id or name like that in \(database)",
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
