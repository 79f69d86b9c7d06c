import ArgumentParser
import CSMAnalysis
import CSMLive

/// Which calls are told of as they arrive.
struct TailOptions: ParsableArguments {
    @OptionGroup var operations: OperationOptions

    @Flag(help: "Print only failed calls.")
    var errors = false

    @Option(
        help: ArgumentHelp(
            "Print only calls that took longer than this: 100ms, 1.5s.", valueName: "time"))
    var slower: TimeSpan?

    @Flag(help: "Print attempts too, each as it arrives, which is before its call.")
    var attempts = false

    @Option(
        help: ArgumentHelp(
            "Include only calls of this mark; see csm-record mark.", valueName: "name"),
        completion: Completions.mark)
    var mark: String?

    var query: TailQuery {
        var query = TailQuery(operations: operations.choice)
        query.errorsOnly = errors
        query.slowerThan = slower?.milliseconds
        query.withAttempts = attempts
        query.mark = mark
        return query
    }
}
