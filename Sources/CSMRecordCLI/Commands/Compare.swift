import ArgumentParser
import CSMAnalysis
import CSMReport
import SessionReading

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell what changed from some sessions to others, and whether to believe it.",
        discussion: """
            BASE and NEW name sessions: what was, and what is now. Counts are exact: a change is what \
            lies outside of all base runs. Latency differs from run to run: slower or faster needs 5 \
            runs on each side, medians more than 10 % and 2 ms apart, and an exact Mann-Whitney test \
            over the runs with p at most 0.005.

            Exit codes: 0, unless --fail-on asks: 99 such a verdict stands, 98 there were too few \
            runs to tell, or a session is incomplete.

            Examples:
              csm-record compare @~1 @
              csm-record compare main branch --fail-on more-calls,new
              csm-record compare --base a b c d e --new f g h i j --metric p95
            """)

    @Argument(
        help: ArgumentHelp("The base, and what to compare with it.", valueName: "session"),
        completion: Completions.session)
    var sessions: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The base, of several names.", valueName: "session"),
        completion: Completions.session)
    var base: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("What to compare with it, of several names.", valueName: "session"),
        completion: Completions.session)
    var new: [String] = []

    @OptionGroup var comparing: CompareOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let isNamed = !base.isEmpty || !new.isEmpty
        guard isNamed ? sessions.isEmpty && !base.isEmpty && !new.isEmpty : sessions.count == 2
        else {
            throw ValidationError(
                "Name two sides: compare BASE NEW, or --base SESSION ... --new SESSION ...")
        }
    }

    func run() throws {
        let comparison = try store.reader.comparison(
            of: base.isEmpty ? [sessions[0]] : base, with: new.isEmpty ? [sessions[1]] : new,
            by: comparing.query)
        try output.write(CompareReport(comparison, showsAll: comparing.all))
        try comparing.end(comparison)
    }
}
