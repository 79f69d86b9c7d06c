public import ArgumentParser
public import CSMAnalysis

extension ComparisonQuery.Order: ExpressibleByArgument {}

extension ComparisonMetric: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }

    public var defaultValueDescription: String { name }
}

/// What to compare of two sides, and what is not to come of it.
struct CompareOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Group by these, separated by commas: service, api, region, client (id), sdk, host, "
                + "status, resource, mark, tag:NAME; with --athena also function.",
            valueName: "list"), completion: Completions.dimensions)
    var by = DimensionList(values: [.service, .api])

    @Option(
        help: ArgumentHelp(
            "The latency figure to compare: pNN or mean.",
            valueName: "metric"),
        completion: .list(["p50", "p90", "p95", "p99", "mean"]))
    var metric = ComparisonMetric.median

    @OptionGroup var operations: OperationOptions

    @Option(help: "Compare calls, or attempts (the HTTP requests of calls).")
    var level = StatisticsQuery.Level.call

    @Option(
        help: "The sort key: changes first, the largest total first, or names from A to Z.")
    var sort = ComparisonQuery.Order.change

    @Flag(help: "Also show what did not change.")
    var all = false

    @Option(
        name: .customLong("fail-on"),
        help: ArgumentHelp(
            "Exit with 99 if any row has such a verdict. May be repeated.", valueName: "verdicts"))
    var failOn: [FailOn] = []

    /// `isPushed` says that the sessions are in Athena.
    func check(isPushed: Bool) throws {
        try by.check(isPushed: isPushed)
        for time in [Dimension.day, .hour] where by.values.contains(time) {
            throw ValidationError(
                "The sides have different times, so there is nothing to compare by \(time.rawValue)."
            )
        }
    }

    func validate() throws {
        if by.values.contains(.host), level == .call {
            throw ValidationError("Only attempts have a host: pass --level attempt.")
        }
        if by.values.contains(.session) {
            throw ValidationError(
                "A session is on one side only, so there is nothing to compare by session.")
        }
    }

    var query: ComparisonQuery {
        var query = ComparisonQuery()
        query.statistics.dimensions = by.values
        query.statistics.only = operations.onlyGlobs
        query.statistics.not = operations.notGlobs
        query.statistics.resources = operations.resourceGlobs
        query.statistics.level = level
        query.metric = metric
        query.order = sort
        return query
    }

    /// Throws what ends the program where a verdict stands that is not to.
    func end(_ comparison: Comparison) throws {
        if let status = comparison.status(failingOn: failOn.flatMap(\.verdicts)) {
            throw CheckEnded(status: status)
        }
    }
}
