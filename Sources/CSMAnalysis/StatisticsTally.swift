/// Statistics while they are counted: a sample goes into its row and is not kept, so that memory
/// grows with the rows and not with what was recorded.
public struct StatisticsTally: Sendable {
    let query: StatisticsQuery
    private var rows: [[String?]: StatisticsRow] = [:]
    /// All that was counted.
    private(set) var total: StatisticsRow
    /// When the calls were in flight, and what they took beyond their attempts.
    private(set) var time: TimeTally

    public init(_ query: StatisticsQuery) {
        self.query = query
        total = StatisticsRow(group: [], level: query.level)
        // Calls of one outcome are not made of attempts of that outcome.
        time = TimeTally(comparesAttempts: query.outcomes == .all)
    }

    /// Counts a sample, if the query is about it.
    public mutating func add(_ sample: SeriesSample) {
        if query.isAbout(sample.labels) { time.add(sample) }
        guard query.includes(sample.labels) else { return }
        for group in query.groups(of: sample) {
            rows[group, default: StatisticsRow(group: group, level: query.level)].add(
                sample, level: query.level)
        }
        total.add(sample, level: query.level)
    }

    /// The rows in the query's order, as many as it asks for.
    var orderedRows: [StatisticsRow] {
        let ordered = rows.values.sorted(by: query.precedes)
        return Array(ordered.prefix(query.top ?? ordered.count))
    }
}
