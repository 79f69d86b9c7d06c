/// One session of a comparison: what it has of each group, and of all.
public struct ComparedRun: Sendable {
    public let session: SessionOverview
    /// By their group: one value for each dimension.
    public let rows: [[String?]: StatisticsRow]
    public let total: StatisticsRow
    /// The hosts that the attempts of each service went to, as far as these were seen.
    public var endpoints: [String: Set<String>]

    /// `tally` is of that session alone, by a query without `top`.
    public init(
        _ tally: StatisticsTally, in session: SessionOverview,
        endpoints: [String: Set<String>] = [:]
    ) {
        self.session = session
        self.endpoints = endpoints
        rows = Dictionary(tally.rows.first.map { ($0.group, $0) }) { first, _ in first }
        total = tally.total
    }
}
