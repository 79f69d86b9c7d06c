import ArgumentParser
import CSMReport
import SessionReading

struct SessionsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show all details of a session.")

    @Argument(
        help: "The session: @ (the newest), @~N, an id prefix, a name, or a session file.",
        completion: Completions.session)
    var session = "@"

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.write(SessionDetailReport(try store.reader.session(session).datedOverview()))
    }
}
