public import ArgumentParser
public import CSMAnalysis
import CSMReport
import SessionReading

extension StatisticsQuery.Level: ExpressibleByArgument {}
extension StatisticsQuery.Order: ExpressibleByArgument {}

/// What to count and how to show it.
struct StatisticsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Group by these, separated by commas: service, api, region, client (id), sdk, host, "
                + "status, session, resource, mark, tag:NAME; with --athena also function, day, "
                + "hour (UTC).",
            valueName: "list"), completion: Completions.dimensions)
    var by = DimensionList(values: [.service, .api])

    @OptionGroup var operations: OperationOptions
    @OptionGroup var span: SpanOptions

    @Option(help: "Count calls, or attempts (the HTTP requests of calls).")
    var level = StatisticsQuery.Level.call

    @Flag(help: "Count only failures.")
    var errors = false

    /// The older name of --errors.
    @Flag(help: .hidden)
    var failedOnly = false

    @Flag(help: "Count only successes.")
    var okOnly = false

    @Option(help: ArgumentHelp("The percentiles to show.", valueName: "list"))
    var percentiles = PercentileList(values: SessionReader.standardPercentiles)

    @Option(
        help:
            "The sort key. The largest come first, names from A to Z. Default: total, or name with --by day or hour."
    )
    var sort: StatisticsQuery.Order?

    @Option(
        help: ArgumentHelp(
            "Show this many rows; the total row still counts all. Default: 1000 in text, all in other formats.",
            valueName: "n"))
    var top: Int?

    @Flag(
        help:
            "Draw a latency histogram of each row, in ranges that start at 0, 1, 2, 5, 10, 20, 50 ms and so on."
    )
    var histogram = false

    func validate() throws {
        if errors || failedOnly, okOnly {
            throw ValidationError("--errors and --ok-only cannot be used together.")
        }
        if by.values.contains(.host), level == .call {
            throw ValidationError("Only attempts have a host: pass --level attempt.")
        }
        if let top, top < 1 { throw ValidationError("--top must be at least 1.") }
    }

    /// More rows are read as text only if asked for: nobody reads a million, and they need memory.
    private static let mostRows = 1_000

    func query(for format: OutputFormat) -> StatisticsQuery {
        var query = StatisticsQuery()
        query.dimensions = by.values
        query.only = operations.onlyGlobs
        query.not = operations.notGlobs
        query.resources = operations.resourceGlobs
        query.level = level
        query.mark = span.mark
        query.from = span.from?.milliseconds
        query.until = span.untilSpan?.milliseconds
        query.outcomes = errors || failedOnly ? .failed : okOnly ? .ok : .all
        let isByTime = by.values.contains(.day) || by.values.contains(.hour)
        query.order = sort ?? (isByTime ? .name : .total)
        query.top = top ?? (format == .text ? Self.mostRows : nil)
        return query
    }
}

/// Dimensions with commas between them.
struct DimensionList: ExpressibleByArgument {
    let values: [Dimension]

    /// Throws for what the source of the events does not tell.
    func check(isPushed: Bool) throws {
        for dimension in values {
            let name = dimension.rawValue
            if isPushed, dimension.isOfRecordings {
                throw ValidationError("--athena and --by \(name) cannot be used together.")
            }
            if !isPushed, dimension.isOfPushedEvents {
                throw ValidationError("--by \(name) needs --athena.")
            }
        }
    }

    init(values: [Dimension]) { self.values = values }

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false)
        values = names.compactMap { Dimension(rawValue: String($0)) }
        if values.count != names.count || Set(values).count != values.count { return nil }
    }

    var defaultValueDescription: String { values.map(\.rawValue).joined(separator: ",") }
}

/// Percentiles with commas between them.
struct PercentileList: ExpressibleByArgument {
    let values: [Percentile]

    init(values: [Percentile]) { self.values = values }

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false)
        values = numbers.compactMap { Percentile($0) }
        if values.count != numbers.count || Set(values).count != values.count { return nil }
    }

    var defaultValueDescription: String { values.map(\.digits).joined(separator: ",") }
}
