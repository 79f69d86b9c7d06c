import ArgumentParser
import CSMAnalysis
import CSMReport
import FleetReading
import SessionReading

struct Stats: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print latency per service and API.",
        discussion: """
            SESSION is @ (the newest), @~1 (the one before), an id prefix, a name, or the path of \
            a session file. Several sessions are counted together. Percentiles are exact (nearest \
            rank).

            Examples:
              csm-record stats
              csm-record stats @~1 @ --by session
              csm-record stats --histogram --top 3
              csm-record stats --only 'S3.*' --percentiles 50,99.9 --format json
              csm-record stats --athena csm --since 1d --by function,day
            """)

    @Argument(help: "The sessions to count; @ is the newest.", completion: Completions.session)
    var sessions: [String] = ["@"]

    @OptionGroup var query: StatisticsOptions
    @OptionGroup(title: "Pushed sessions, with --athena") var fleet: FleetOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var columns: ColumnOptions

    func validate() throws {
        try query.by.check(isPushed: fleet.athena != nil)
        try fleet.refuse([
            ("--mark", query.span.mark != nil), ("--from", query.span.from != nil),
        ])
        if fleet.athena == nil { try query.span.refuseDates() }
    }

    func run() throws {
        let shown = try columns.names(
            of: LatencyReport.columnNames(
                level: query.level, percentiles: query.percentiles.values))
        if fleet.athena != nil { return try runFleet(columns: shown) }
        let report = try store.reader.latencyReport(
            of: sessions, by: query.query(for: output.format),
            percentiles: query.percentiles.values,
            showsHistograms: query.histogram)
        try output.write(report, columns: shown)
    }

    private func runFleet(columns: [String]?) throws {
        try fleet.refuse(sessions, usual: ["@"])
        let now = FleetOptions.now
        let reader = fleet.reader(now: now)
        let selection = try fleet.selection(until: query.span.until, now: now)
        var statistics = query.query(for: output.format)
        statistics.until = nil
        if fleet.dryRun {
            return try fleet.print(reader.latencyQuestion(of: selection, by: statistics))
        }
        try output.check()
        let (report, answer) = try reader.latencyReport(
            of: selection, by: statistics, percentiles: query.percentiles.values,
            showsHistograms: query.histogram)
        try fleet.write(report, answer, to: output, columns: columns)
    }
}
