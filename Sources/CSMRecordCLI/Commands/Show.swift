import ArgumentParser
import CSMAnalysis
import CSMReport
import SessionReading
import SessionStore

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the calls of a session on a timeline.",
        discussion: """
            Prints a line for each call: its start, latency, outcome, and a bar on the session's \
            timeline. Consecutive quick calls of one operation share a line. SESSION is @ (the \
            newest), @~1 (the one before), an id prefix, a name, or the path of a session file.

            Examples:
              csm-record show
              csm-record show --top 10
              csm-record show --errors --attempts
              csm-record show --only 'S3.*' --from 1.5s --until 2s
            """)

    @Argument(help: "The session; @ is the newest.", completion: Completions.session)
    var session = "@"

    @Option(help: ArgumentHelp("Show this many calls, slowest first.", valueName: "n"))
    var top: Int?

    /// The older name of --top.
    @Option(help: .hidden)
    var slowest: Int?

    @Flag(help: "Show only failed calls, with their messages.")
    var errors = false

    @Flag(help: "Show each call's attempts, and attempts whose call is unknown.")
    var attempts = false

    @OptionGroup var operations: OperationOptions
    @OptionGroup var span: SpanOptions

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try span.refuseDates()
        if let top = top ?? slowest, top < 1 {
            throw ValidationError("--top must be at least 1.")
        }
    }

    private var query: WaterfallQuery {
        var query = WaterfallQuery()
        query.only = operations.onlyGlobs
        query.not = operations.notGlobs
        query.resources = operations.resourceGlobs
        query.slowest = top ?? slowest
        query.errorsOnly = errors
        query.withAttempts = attempts
        query.from = span.from?.milliseconds
        query.until = span.untilSpan?.milliseconds
        query.mark = span.mark
        return query
    }

    func run() throws {
        let session = try store.reader.session(session)
        let events = try session.events(linking: attempts, query.includes)
        if let mark = span.mark, !events.marks.names.contains(mark) {
            throw SelectionError.unknownMark(mark, sessions: [session.id])
        }
        let waterfall = Waterfall(
            of: events.trace, events.marks, in: events.overview, on: events.line, query)
        try output.write(
            WaterfallReport(waterfall, showsMessages: errors, showsAttempts: attempts))
    }
}
