import ArgumentParser
import CSMAnalysis
import CSMLive
import CSMReport
import Glibc
import SessionFollowing
import SessionReading
import SessionStore

struct Top: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the busiest operations of a session while it is recorded.",
        discussion: """
            Shows a table that is updated until q or Ctrl-C. Keys: s changes the order, w which \
            time comes first, p pauses, e shows errors only, / filters, ? explains. Without \
            SESSION it is the newest session, and each that begins after it. Several sessions are \
            added up.

            Examples:
              csm-record top
              csm-record top --only 'DynamoDB.*' --window 30s
              csm-record top --once
            """)

    @Argument(
        help: "The sessions; default: the newest, and those that begin after it.",
        completion: Completions.session)
    var sessions: [String] = []

    @Option(help: ArgumentHelp("The time between two updates.", valueName: "time"))
    var interval = TimeSpan(milliseconds: 1_000)

    @Option(
        help: ArgumentHelp(
            "The length of the sliding window for current figures.", valueName: "time"))
    var window = TimeSpan(milliseconds: 10_000)

    @Flag(help: "Print the table once, then exit.")
    var once = false

    @Option(help: "The sort key. The largest come first, names from A to Z.")
    var sort = LiveQuery.Order.total

    @Flag(help: "Show only operations with errors.")
    var errors = false

    @OptionGroup var operations: OperationOptions
    @OptionGroup var styling: StyleOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        guard (100...60_000).contains(interval.milliseconds) else {
            throw ValidationError("--interval must be between 100ms and 1m.")
        }
        guard (1_000...3_600_000).contains(window.milliseconds) else {
            throw ValidationError("--window must be between 1s and 1h.")
        }
        if window.milliseconds < interval.milliseconds {
            throw ValidationError("--window must not be shorter than --interval.")
        }
    }

    private var query: LiveQuery {
        var query = LiveQuery()
        query.order = sort
        query.errorsOnly = errors
        return query
    }

    func run() throws {
        let source = TopSource(
            references: sessions, reader: store.reader, choice: operations.choice,
            window: window.milliseconds * 1_000)
        if once { return try printOnce(source) }
        guard isatty(STDOUT_FILENO) == 1, isatty(STDIN_FILENO) == 1 else {
            throw Failure(
                "cannot show a table that is updated: standard input and output must be a terminal",
                "to print the table once: csm-record top --once", status: ExitStatus.usage)
        }
        if SystemFacts.environment("TERM") == "dumb" {
            throw Failure(
                "cannot show a table that is updated: TERM is dumb",
                "to print the table once: csm-record top --once", status: ExitStatus.usage)
        }
        var loop = try TopLoop(
            source, LiveControls(query), styling, intervalMilliseconds: interval.milliseconds)
        try loop.run()
    }

    private func printOnce(_ source: TopSource) throws {
        guard let watch = try source.watch() else {
            throw SelectionError.nothingRecorded(database: store.path)
        }
        let style = styling.style(for: STDOUT_FILENO)
        var query = query
        // Of what is over nothing is going on now.
        if watch.isOver { query.focus = .sinceStart }
        let frame = LiveFrame(
            of: watch.figures, query, limit: Self.mostRows,
            parts: TopScreen.minuteParts(style, interval: 1), isOver: watch.isOver)
        let screen = TopScreen(frame, of: watch.sessions, isOver: watch.isOver, nil, style)
        try StandardOutput.writeText(screen.text)
    }

    /// Nobody reads more, as in `stats`.
    private static let mostRows = 1_000
}
