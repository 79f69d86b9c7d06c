import ArgumentParser
import CSMAnalysis
import CSMReport
import SessionStore

struct Sessions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List what was recorded.",
        subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the sessions, the newest first.")

        @Option(help: ArgumentHelp("List this many at most.", valueName: "n"))
        var limit: Int?

        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 on.") }
        }

        func run() throws {
            let sessions = try store.reader.sessions()
            let shown = sessions.prefix(limit ?? sessions.count)
            try output.write(SessionsReport(shown.map { SessionOverview($0) }))
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show everything kept about one session.")

        @Argument(help: "The session: @, @~N, the beginning of an id, or a name.")
        var session = "@"

        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let session = try store.reader.session(session)
            try output.write(SessionDetailReport(SessionOverview(session)))
        }
    }
}
