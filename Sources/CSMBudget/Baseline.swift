import CSMAnalysis

/// The runs that a budget's relative rules compare with.
public struct Baseline {
    /// A session is a run.
    public let sessions: [CheckedSession]
    /// Why there is none.
    public let absence: String?

    /// `name` is what named them: a set of sessions, or a file.
    public init(_ sessions: [CheckedSession], named name: String) {
        self.sessions = sessions
        absence = sessions.isEmpty ? "baseline \(name) has no session" : nil
    }

    /// The sessions that are to be judged and are among these as well, by their ids: none can be
    /// compared with itself.
    public func shared(with judged: [CheckedSession]) -> [String] {
        let ids = Set(sessions.map(\.overview.id))
        return judged.map(\.overview.id).filter(ids.contains)
    }

    /// No baseline, for that reason.
    public init(absentBecause reason: String) {
        sessions = []
        absence = reason
    }
}
