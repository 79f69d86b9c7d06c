import CSMAnalysis
import CSMCapture
import SessionFollowing
import SessionReading
import SessionStore

/// The sessions that a live table is about.
final class TopSource {
    private let references: [String]
    private let reader: SessionReader
    private let choice: OperationChoice
    /// Microseconds.
    private let window: Int64
    /// Finds the newest session, where none was named.
    private let finder: SessionFinder
    /// The id of the session that is shown, where none was named.
    private var newest: String?
    private let origin = (realtime: Clock.realtime() / 1_000, sinceBoot: Clock.sinceBoot() / 1_000)

    /// `window` is in microseconds.
    init(
        references: [String], reader: SessionReader, choice: OperationChoice, window: Int64
    ) {
        self.references = references
        self.reader = reader
        self.choice = choice
        self.window = window
        finder = SessionFinder(in: reader.database, since: 0)
    }

    /// Microseconds since 1970, by a clock that nobody sets meanwhile.
    var now: Int64 { origin.realtime + Clock.sinceBoot() / 1_000 - origin.sinceBoot }

    /// The sessions that were named, or the newest one; `nil` where there is none yet.
    func watch() throws -> SessionsWatch? {
        if references.isEmpty { return try newer() }
        let sessions = try reader.sessions(references)
        for session in sessions {
            session.store.endSnapshot()
            try session.store.refuseWrites()
        }
        return try SessionsWatch(sessions, choice, window: window, now: now)
    }

    /// The newest session, if none was named and another one was the newest before.
    func newer() throws -> SessionsWatch? {
        guard references.isEmpty, let session = try finder.newest(), session.id != newest else {
            return nil
        }
        newest = session.id
        return try SessionsWatch([session], choice, window: window, now: now)
    }
}
