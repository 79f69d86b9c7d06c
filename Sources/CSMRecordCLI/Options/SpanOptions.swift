import ArgumentParser

/// Which stretch of a session a command is about: a mark, or a time.
struct SpanOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Include only calls of this mark; see csm-record mark.", valueName: "name"),
        completion: Completions.mark)
    var mark: String?

    @Option(
        help: ArgumentHelp(
            "Exclude calls that ended before this time after the start, such as 250ms, 1.5s or 2m.",
            valueName: "time"))
    var from: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "Exclude calls that started at or after this time after the start.", valueName: "time"))
    var until: TimeSpan?

    func validate() throws {
        if let from, let until, from.milliseconds >= until.milliseconds {
            throw ValidationError("--until must be later than --from.")
        }
    }
}
