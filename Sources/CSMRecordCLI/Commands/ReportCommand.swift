import ArgumentParser
import CSMAnalysis
import CSMPage
import CSMReport
import FleetReading
import SessionReading
import SessionStore

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a report as one HTML page, to view in a browser and share.",
        discussion: """
            The page has the statistics per operation, the calls on a timeline, errors and \
            retries, latency over time, and the marks. It loads nothing from anywhere, and it can \
            be read without JavaScript. Its figures are those of stats, show and compare. Several \
            sessions are counted together, and each has a timeline.

            Examples:
              csm-record report
              csm-record report --open
              csm-record report @ --against main@10 -o change.html
              csm-record report session.jsonl.gz --title 'nightly tests' -o nightly.html
              csm-record report --athena csm --since 1d -o fleet.html
            """)

    @Argument(help: "The sessions to report; @ is the newest.", completion: Completions.session)
    var sessions: [String] = ["@"]

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Also compare the sessions with these, as compare does. May be repeated.",
            valueName: "base"),
        completion: Completions.session)
    var against: [String] = []

    @Option(
        help: ArgumentHelp(
            "The page's title. Default: the session's name, or its command.", valueName: "text"))
    var title: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The file to write; - is standard output. Default: report.html.",
            valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(help: "Open the page in the browser.")
    var open = false

    @OptionGroup(title: "Pushed sessions, with --athena") var fleet: FleetOptions
    @OptionGroup(title: "Pushed sessions, with --athena") var fleetUntil: FleetUntilOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    private static let stream = "-"
    private static let usualFile = "report.html"

    private var file: String { output ?? Self.usualFile }

    func validate() throws {
        try fleetUntil.check(fleet)
        try fleet.refuse([("--against", !against.isEmpty)])
        if open, file == Self.stream {
            throw ValidationError("--open needs a file: -o report.html")
        }
        if open, ExportTarget.isCompressed(file) {
            throw ValidationError("--open needs a file that a browser can read: -o report.html")
        }
    }

    func run() throws {
        let opener = open ? try PageOpener() : nil
        if fleet.athena != nil { return try runFleet(opener) }
        let reader = store.reader(talking.talk)
        let progress = Progress(talking.talk)
        defer { progress.clear() }
        let named = try reader.named(sessions)
        let stored = named.compactMap(\.events)
        var query = StatisticsQuery()
        query.top = ReportPage.mostRows
        var page = ReportPage(
            title: title, statistics: try reader.latencyReport(of: named, by: query),
            comparison: against.isEmpty
                ? nil : try reader.comparison(of: against, with: named, by: ComparisonQuery()),
            timeLineCount: stored.count, toolVersion: ToolVersion.current)
        for session in stored {
            let total = session.record.calls + session.record.attemptsSeen
            let events = try session.events(linking: true) {
                progress.tell("reading", $0, of: total, .count("events"))
            }
            page.add(
                RecordedCalls(
                    of: events.trace, events.marks, in: events.overview, on: events.line))
        }
        let keepsSecrets = stored.contains { $0.record.description.keepsSecrets }
        try write(page, isPrivate: keepsSecrets)
        progress.clear()
        try end(opener)
    }

    /// Of pushed sessions the statistics alone: their calls are not read.
    private func runFleet(_ opener: PageOpener?) throws {
        try fleet.refuse(sessions, usual: ["@"])
        let now = FleetOptions.now
        let reader = fleet.reader(talking.talk, now: now)
        let selection = try fleet.selection(until: fleetUntil.until, now: now)
        var query = StatisticsQuery()
        query.top = ReportPage.mostRows
        if fleet.dryRun {
            return try fleet.print(reader.latencyQuestion(of: selection, by: query))
        }
        if file != Self.stream { try ExportTarget.check(file) }
        let (statistics, answer) = try reader.latencyReport(
            of: selection, by: query, percentiles: SessionReader.standardPercentiles)
        let page = ReportPage(
            title: title ?? usualTitle, statistics: statistics, comparison: nil, timeLineCount: 0,
            toolVersion: ToolVersion.current, answer: answer)
        try write(page, isPrivate: false)
        talking.talk.say(answer.cost)
        fleet.warn(of: answer)
        try end(opener)
    }

    private var usualTitle: String {
        "AWS calls of "
            + (fleet.function.isEmpty
                ? "Athena workgroup \(fleet.athena ?? "")" : fleet.function.joined(separator: ", "))
    }

    private func write(_ page: ReportPage, isPrivate: Bool) throws {
        let target = try ExportTarget(file == Self.stream ? nil : file, isPrivate: isPrivate)
        try page.write { try target.write($0) }
        try target.commit()
    }

    private func end(_ opener: PageOpener?) throws {
        // Nobody has typed that name.
        if output == nil { talking.talk.say("wrote \(Self.usualFile)") }
        try opener?.open(file)
    }
}
