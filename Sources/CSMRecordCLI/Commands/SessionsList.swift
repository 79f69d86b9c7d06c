import ArgumentParser
import CSMAnalysis
import CSMReport
import FleetReading
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

    @OptionGroup(title: "Pushed sessions, with --athena") var fleet: FleetOptions
    @OptionGroup(title: "Pushed sessions, with --athena") var fleetUntil: FleetUntilOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var columns: ColumnOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        try fleetUntil.check(fleet)
        try fleet.refuse([("--tag", !tag.isEmpty)])
    }

    func run() throws {
        let shown = try columns.names(of: SessionsReport.columnNames)
        if fleet.athena != nil { return try runFleet(columns: shown) }
        let reader = store.reader
        let listed =
            try sessions.isEmpty
            ? reader.sessions().map { SessionOverview($0) } : reader.listed(sessions)
        try output.write(report(listed), columns: shown)
    }

    private func report(_ listed: [SessionOverview]) -> SessionsReport {
        let name = name.map { Glob($0) }
        return SessionsReport(listed, limit: limit) { session in
            let hasTags = tag.allSatisfy { tag in
                session.tags.contains { $0.name == tag.name && $0.value == tag.value }
            }
            return hasTags && name?.matches(session.name ?? "") ?? true
        }
    }

    private func runFleet(columns: [String]?) throws {
        try fleet.refuse(sessions, usual: [])
        let now = FleetOptions.now
        let reader = fleet.reader(now: now)
        let selection = try fleet.selection(until: fleetUntil.until, now: now)
        if fleet.dryRun {
            return try fleet.print(
                reader.sessionsQuestion(of: selection), notes: ["Lists \(selection.summary)"])
        }
        try output.check()
        let (listed, answer) = try reader.sessions(of: selection)
        try fleet.write(report(listed), answer, to: output, columns: columns)
    }
}
