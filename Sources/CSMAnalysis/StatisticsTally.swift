/// Statistics while they are counted: a sample goes into its row and is not kept, so that memory
/// grows with the rows and not with what was recorded.
///
/// Where all samples of an operation come together and `endOperation` is called behind them, it grows
/// only with the rows that the query asks for.
public struct StatisticsTally: Sendable {
    let query: StatisticsQuery
    /// The sessions' tags, by the sessions' ids.
    private let tags: [String: [String: String]]
    /// Rows that samples may still be added to.
    private var open: [[String?]: StatisticsRow] = [:]
    /// Rows to which nothing is added any more.
    private var closed: FirstRows
    /// All that was counted.
    private(set) var total: StatisticsRow
    /// When the calls were in flight, and what they took beyond their attempts.
    private(set) var time: TimeTally

    /// `tags` are those of the sessions that samples are of, by their ids.
    public init(_ query: StatisticsQuery, tags: [String: [String: String]] = [:]) {
        self.query = query
        self.tags = tags
        closed = FirstRows(query)
        total = StatisticsRow(group: [], level: query.level)
        // Calls of one outcome are not made of attempts of that outcome.
        time = TimeTally(comparesAttempts: query.outcomes == .all)
    }

    /// Counts a sample, if the query is about it.
    public mutating func add(_ sample: SeriesSample) {
        if query.isAbout(sample.labels) { time.add(sample) }
        guard query.includes(sample.labels) else { return }
        for group in query.groups(of: sample, tags: tags[sample.session] ?? [:]) {
            open[group, default: StatisticsRow(group: group, level: query.level)].add(
                sample, level: query.level)
        }
        total.add(sample, level: query.level)
    }

    /// To be called when no sample of the same service and API will follow.
    public mutating func endOperation() {
        time.endOperation()
        guard query.dimensions.contains(.service), query.dimensions.contains(.api) else { return }
        for row in open.values { closed.add(row) }
        open.removeAll(keepingCapacity: true)
    }

    /// How many rows there are, and those that the query asks for, in its order.
    var rows: (count: Int, first: [StatisticsRow]) {
        var all = closed
        for row in open.values { all.add(row) }
        return (all.count, all.ordered)
    }
}

/// The rows that come first in a query's order, as many as it asks for.
private struct FirstRows {
    private let query: StatisticsQuery
    private var rows: [StatisticsRow] = []
    /// How many were added.
    private(set) var count = 0

    init(_ query: StatisticsQuery) { self.query = query }

    mutating func add(_ row: StatisticsRow) {
        count += 1
        rows.append(row)
        guard let top = query.top, rows.count >= 2 * top + 1_000 else { return }
        rows = ordered
    }

    var ordered: [StatisticsRow] {
        let ordered = rows.sorted(by: query.precedes)
        return Array(ordered.prefix(query.top ?? ordered.count))
    }
}
