import ArgumentParser
import SessionReading
import SessionStore
import Synchronization

/// Where sessions are kept.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .customLong("db"),
        help: ArgumentHelp(
            "The sessions database.",
            discussion: """
                Default: CSM_RECORD_DB; else .csm-record/sessions.db in the current or nearest \
                parent directory, if .csm-record belongs to you or root and nobody else can write \
                to it; else csm-record/sessions.db in XDG_STATE_HOME (~/.local/state).
                """,
            valueName: "path"),
        completion: .file())
    var database: String?

    /// The database's path.
    var path: String {
        DatabaseLocation.resolve(
            explicit: database, environment: SystemFacts.environment,
            home: SystemFacts.homeFolder(), folder: SystemFacts.workingFolder(),
            refuse: Self.say)
    }

    private static let said = Mutex<Set<DatabaseLocation.Refusal>>([])

    /// Says once why a folder is not used.
    private static func say(_ refusal: DatabaseLocation.Refusal) {
        let isNew = said.withLock { $0.insert(refusal).inserted }
        if isNew { Talk.say([refusal.description]) }
    }

    var reader: SessionReader { reader(Talk()) }

    /// `talk` is whether to tell how far a session file is read.
    func reader(_ talk: Talk) -> SessionReader {
        var reader = SessionReader(database: path, plainSession: { .imported(from: $0) })
        reader.note = { talk.say($0) }
        let progress = Progress(talk)
        reader.tell = { state in
            if let state { progress.tell("reading", state) } else { progress.clear() }
        }
        return reader
    }

    /// `talk` is whether to tell that a set has fewer sessions than it asks for.
    func editor(_ talk: Talk) -> SessionEditor {
        var editor = SessionEditor(database: path)
        editor.note = { talk.say($0) }
        return editor
    }
}
