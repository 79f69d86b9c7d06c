import ArgumentParser
import CSMAnalysis
import CSMReport
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
            """)

    @Argument(help: "The sessions to count; @ is the newest.", completion: Completions.session)
    var sessions: [String] = ["@"]

    @OptionGroup var query: StatisticsOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var columns: ColumnOptions

    func run() throws {
        let shown = try columns.names(
            of: LatencyReport.columnNames(
                level: query.level, percentiles: query.percentiles.values))
        let report = try store.reader.latencyReport(
            of: sessions, by: query.query(for: output.format),
            percentiles: query.percentiles.values,
            showsHistograms: query.histogram)
        try output.write(report, columns: shown)
    }
}
