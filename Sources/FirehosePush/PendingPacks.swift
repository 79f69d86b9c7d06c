public import FirehoseLines
import SessionStore

/// All packs of some sessions that a target does not have yet, session by session.
public final class PendingPacks {
    private let sessions: [StoredSession]
    private let functionName: String?
    private let ledger: SessionStore?
    private let target: Int64?
    /// How many sessions were begun.
    private var begun = 0
    private var current: SessionPacks?

    /// `target` is its number in the ledger; `nil` where nothing was ever sent to it.
    init(
        _ sessions: [StoredSession], functionName: String?, of ledger: SessionStore?,
        to target: Int64?
    ) {
        self.sessions = sessions
        self.functionName = functionName
        self.ledger = ledger
        self.target = target
    }

    public func next() throws -> Pack? {
        while true {
            if let pack = try current?.next() { return pack }
            guard begun < sessions.count else { return nil }
            let session = sessions[begun]
            begun += 1
            current = SessionPacks(session, try made(session), functionName: functionName)
        }
    }

    /// What was made of a session before.
    private func made(_ session: StoredSession) throws -> [PackRecord] {
        guard let ledger, let target else { return [] }
        return try ledger.packs(of: session.id, to: target)
    }
}
