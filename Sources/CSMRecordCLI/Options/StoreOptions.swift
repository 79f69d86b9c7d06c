import ArgumentParser
import SessionReading
import SessionStore

/// Where sessions are kept.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .customLong("db"),
        help: ArgumentHelp(
            "The sessions database.",
            discussion: """
                Default: CSM_RECORD_DB, else sessions.db in the nearest folder .csm-record above, \
                else in csm-record below XDG_STATE_HOME (~/.local/state).
                """,
            valueName: "path"),
        completion: .file())
    var database: String?

    /// The database's path.
    var path: String {
        DatabaseLocation.resolve(
            explicit: database, environment: SystemFacts.environment,
            home: SystemFacts.homeFolder(), folder: SystemFacts.workingFolder())
    }

    var reader: SessionReader {
        SessionReader(database: path, plainSession: { .imported(from: $0) })
    }
    var editor: SessionEditor { SessionEditor(database: path) }
}
