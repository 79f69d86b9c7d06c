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
            "One row for each service, api, region, client (id), sdk, host, status, mark or "
                + "tag:NAME.",
            valueName: "list"), completion: Completions.dimensions)
    var by = DimensionList(values: [.service, .api])

    @Option(
        help: ArgumentHelp(
            "The figure of each run that tells whether it is slower: pNN or mean.",
            valueName: "metric"),
        completion: .list(["p50", "p90", "p95", "p99", "mean"]))
    var metric = ComparisonMetric.median

    @Option(
        help: ArgumentHelp("Compare these operations only, as in 'S3.*'.", valueName: "glob"),
        completion: Completions.operation)
    var only: [String] = []

    @Option(
        help: ArgumentHelp("Leave these operations out.", valueName: "glob"),
        completion: Completions.operation)
    var not: [String] = []

    @Option(help: "Compare calls, or the attempts they are made of.")
    var level = StatisticsQuery.Level.call

    @Option(
        help: "What to sort by: what changed first, the largest total first, names from A to Z.")
    var sort = ComparisonQuery.Order.change

    @Flag(help: "Show what did not change too.")
    var all = false

    @Option(
        name: .customLong("fail-on"),
        help: ArgumentHelp(
            "Exit with 99 if such a verdict stands anywhere. May be repeated.",
            discussion: FailOn.names.joined(separator: ", "), valueName: "verdicts"))
    var failOn: [FailOn] = []

    func validate() throws {
        if by.values.contains(.host), level == .call {
            throw ValidationError("Only attempts have a host: pass --level attempt.")
        }
        if by.values.contains(.session) {
            throw ValidationError(
                "No session is on both sides, so there is nothing to compare by session.")
        }
    }

    var query: ComparisonQuery {
        var query = ComparisonQuery()
        query.statistics.dimensions = by.values
        query.statistics.only = only.map { OperationGlob($0) }
        query.statistics.not = not.map { OperationGlob($0) }
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
