import ArgumentParser
import CSMAnalysis
import CSMReport
import FleetReading
import SessionReading

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare two sets of sessions: what changed, and whether it is significant.",
        discussion: """
            BASE and NEW are sets of sessions, such as main@10, or baseline files. Each session is \
            one run. Counts are exact: a count changed if it is \
            outside the range of all base runs. Latency varies from run to run: slower or faster \
            needs 5 runs on each side, medians that differ by more than 10 % and 2 ms, and an \
            exact Mann-Whitney test over the runs with p at most 0.005.

            Exit codes: 0, unless --fail-on is given: then 99 if there is such a verdict, 98 if \
            there are too few runs or a session is incomplete.

            Examples:
              csm-record compare @~1 @
              csm-record compare main@10 branch@5 --fail-on slower,more-calls,new
              csm-record compare csm.baseline @5 --metric p95
              csm-record compare --base a b c d e --new f g h i j
              csm-record compare --athena csm --base-since 14d --since 7d --function checkout
            """)

    @Argument(
        help: ArgumentHelp(
            "The base set, and the set to compare with it.", valueName: "session"),
        completion: Completions.session)
    var sessions: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The sessions of the base.", valueName: "session"),
        completion: Completions.session)
    var base: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The sessions to compare with the base.", valueName: "session"),
        completion: Completions.session)
    var new: [String] = []

    @OptionGroup var comparing: CompareOptions
    @OptionGroup(title: "Pushed sessions, with --athena") var fleet: FleetOptions
    @OptionGroup(title: "Pushed sessions, with --athena") var fleetUntil: FleetUntilOption
    @OptionGroup(title: "Pushed sessions, with --athena") var fleetBase: FleetBaseOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try comparing.check(isPushed: fleet.athena != nil)
        try fleetUntil.check(fleet)
        try fleetBase.check(fleet)
        try fleet.refuse([("--base", !base.isEmpty), ("--new", !new.isEmpty)])
        if fleet.athena != nil { return }
        let isNamed = !base.isEmpty || !new.isEmpty
        guard isNamed ? sessions.isEmpty && !base.isEmpty && !new.isEmpty : sessions.count == 2
        else {
            throw ValidationError(
                "Specify two sides: compare BASE NEW, or --base SESSION ... --new SESSION ...")
        }
    }

    func run() throws {
        if fleet.athena != nil { return try runFleet() }
        let comparison = try store.reader.comparison(
            of: base.isEmpty ? [sessions[0]] : base, with: new.isEmpty ? [sessions[1]] : new,
            by: comparing.query)
        try output.write(CompareReport(comparison, showsAll: comparing.all))
        try comparing.end(comparison)
    }

    private func runFleet() throws {
        try fleet.refuse(sessions, usual: [])
        let now = FleetOptions.now
        let reader = fleet.reader(now: now)
        let new = try fleet.selection(until: fleetUntil.until, now: now)
        let base = try fleetBase.selection(beside: new, now: now)
        if fleet.dryRun {
            return try fleet.print(
                reader.comparisonQuestion(of: base, with: new, by: comparing.query),
                notes: ["Base: \(base.summary)", "New: \(new.summary)"])
        }
        try output.check()
        let (comparison, answer) = try reader.comparison(
            of: base, with: new, by: comparing.query)
        try fleet.write(
            CompareReport(comparison, showsAll: comparing.all), answer, to: output)
        try comparing.end(comparison)
    }
}
