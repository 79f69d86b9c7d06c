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
            "Exclude calls that started at or after this time after the start. With --athena: as for --since.",
            valueName: "time"))
    var until: TimePoint?

    /// `until` on a session's time line; a date is none, and only for what was pushed.
    var untilSpan: TimeSpan? { until?.span }

    func validate() throws {
        if let from, let until = untilSpan, from.milliseconds >= until.milliseconds {
            throw ValidationError("--until must be later than --from.")
        }
    }

    /// Throws for a date, which is no place on a session's time line.
    func refuseDates() throws {
        if let until, until.span == nil {
            throw ValidationError(
                "--until needs a time after the start, such as 250ms, 1.5s or 2m.")
        }
    }
}
