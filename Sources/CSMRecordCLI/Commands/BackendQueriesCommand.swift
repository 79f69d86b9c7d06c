import ArgumentParser
import FirehoseBackend

struct BackendQueriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queries",
        abstract: "Print the Athena queries.",
        discussion: """
            Prints the queries that the template saves in Athena: sessions, statistics per session \
            and per API, errors, the slowest calls, throttles per day.

            Examples:
              csm-record backend queries -o csm.sql
            """)

    @OptionGroup var output: FileOptions

    func run() throws { try output.write(BackendQueries.text()) }
}
