import ArgumentParser
import CSMAnalysis
import CSMReport
import SessionReading

struct SessionsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the sessions, the newest first.")

    @Option(help: ArgumentHelp("List this many at most.", valueName: "n"))
    var limit: Int?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 on.") }
    }

    func run() throws {
        let sessions = try store.reader.sessions().map { SessionOverview($0) }
        try output.write(SessionsReport(sessions, limit: limit))
    }
}
