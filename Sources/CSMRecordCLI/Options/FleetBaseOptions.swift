import ArgumentParser
import FleetReading

/// Which of the pushed sessions others are compared with.
struct FleetBaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The base begins at this time. Default: the time of --since.",
            valueName: "time"))
    var baseSince: TimePoint?

    @Option(
        help: ArgumentHelp(
            "The base ends before this time. Default: the time of --since if --base-since is given, otherwise that of --until.",
            valueName: "time"))
    var baseUntil: TimePoint?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "The functions of the base. Default: those of --function.",
            valueName: "name ..."))
    var baseFunction: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The sessions of the base.", valueName: "id ..."))
    var baseSessions: [String] = []

    private var isGiven: Bool {
        baseSince != nil || baseUntil != nil || !baseFunction.isEmpty || !baseSessions.isEmpty
    }

    func check(_ fleet: FleetOptions) throws {
        guard fleet.athena != nil else {
            if isGiven { throw ValidationError("The --base-... options need --athena.") }
            return
        }
        guard isGiven else {
            throw ValidationError(
                "With --athena, select the base: --base-since, --base-function or --base-sessions.")
        }
        try FleetOptions.checkSessionIDs(baseSessions, of: "--base-sessions")
    }

    /// The base: the same as `new` in all that is not said of it.
    func selection(beside new: FleetSelection, now: Int64) throws -> FleetSelection {
        var base = new
        base.sessions = baseSessions
        if !baseFunction.isEmpty { base.functions = baseFunction }
        if let baseSince {
            base.since = baseSince.milliseconds(before: now)
            // Up to where the other side begins.
            base.until = new.since
        }
        if let baseUntil { base.until = baseUntil.milliseconds(before: now) }
        let end = baseUntil == nil && baseSince != nil ? "--since" : "--base-until"
        try FleetOptions.check(base, "--base-since", end, now: now)
        return base
    }
}
