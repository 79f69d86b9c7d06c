import ArgumentParser
import CSMAnalysis
import CSMReport
import SessionReading

struct SessionsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the sessions, the newest first.")

    @Argument(
        help: "List these only: main@10, tag:branch=main, or as everywhere.",
        completion: Completions.session)
    var sessions: [String] = []

    @Option(help: ArgumentHelp("List this many at most.", valueName: "n"))
    var limit: Int?

    @Option(help: ArgumentHelp("List sessions with this tag only.", valueName: "name=value"))
    var tag: [SessionTag] = []

    @Option(
        help: ArgumentHelp(
            "List sessions of such a name only, as in 'nightly*'.", valueName: "glob"))
    var name: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var columns: ColumnOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 on.") }
    }

    func run() throws {
        let shown = try columns.names(of: SessionsReport.columnNames)
        let name = name.map { Glob($0) }
        let reader = store.reader
        let listed =
            try sessions.isEmpty
            ? reader.sessions().map { SessionOverview($0) } : reader.listed(sessions)
        let report = SessionsReport(listed, limit: limit) { session in
            let hasTags = tag.allSatisfy { tag in
                session.tags.contains { $0.name == tag.name && $0.value == tag.value }
            }
            return hasTags && name?.matches(session.name ?? "") ?? true
        }
        try output.write(report, columns: shown)
    }
}
