import ArgumentParser
import CSMAnalysis
import CSMReport
import SessionReading

struct SessionsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the sessions, newest first.")

    @Argument(
        help: "List only these: an id prefix, a name, or a set such as main@10 or tag:branch=main.",
        completion: Completions.session)
    var sessions: [String] = []

    @Option(help: ArgumentHelp("List at most this many sessions.", valueName: "n"))
    var limit: Int?

    @Option(
        help: ArgumentHelp(
            "List only sessions with this tag. May be repeated.", valueName: "name=value"))
    var tag: [SessionTag] = []

    @Option(
        help: ArgumentHelp(
            "List only sessions whose name matches, such as 'nightly*'.", valueName: "glob"))
    var name: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var columns: ColumnOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
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
