/// Latency by operation, or by whatever it was grouped by, over one or more sessions.
public struct LatencyReport: Sendable {
    public let sessions: [SessionOverview]
    public let dimensions: [Dimension]
    public let level: StatisticsQuery.Level
    public let percentiles: [Percentile]
    /// As many as were asked for.
    public let rows: [StatisticsRow]
    /// How many rows there would be, were all asked for.
    public let rowCount: Int
    public let total: StatisticsRow
    /// Whether the rows' latencies are to be drawn.
    public let showsHistograms: Bool
    /// Whether only calls to some resources were counted.
    public let selectsResources: Bool
    public let time: TimeUse
    public let completeness: Completeness

    /// `lines` are the sessions' time lines, by their ids; `knowsTimes` is whether it is known of all
    /// of them when their calls were.
    public init(
        of tally: StatisticsTally, in sessions: [SessionOverview],
        on lines: [String: TimeLine] = [:], percentiles: [Percentile],
        showsHistograms: Bool = false, knowsTimes: Bool = true
    ) {
        var time = tally.time.use(in: sessions, on: lines)
        time.isKnown = knowsTimes
        var completeness = Completeness()
        for session in sessions { completeness.add(session.completeness) }
        self.init(
            of: tally, in: sessions, percentiles, showsHistograms, time, completeness)
    }

    /// Of pushed events, which do not tell how the time of their sessions was spent; `sessions` are
    /// those that were asked for by name, `pushed` is what is known of all.
    public init(
        of tally: StatisticsTally, in sessions: [SessionOverview], percentiles: [Percentile],
        showsHistograms: Bool, pushed: Completeness
    ) {
        var time = TimeUse()
        time.isKnown = false
        self.init(of: tally, in: sessions, percentiles, showsHistograms, time, pushed)
    }

    private init(
        of tally: StatisticsTally, in sessions: [SessionOverview], _ percentiles: [Percentile],
        _ showsHistograms: Bool, _ time: TimeUse, _ completeness: Completeness
    ) {
        self.showsHistograms = showsHistograms
        self.sessions = sessions
        self.percentiles = percentiles
        dimensions = tally.query.dimensions
        level = tally.query.level
        selectsResources = !tally.query.resources.isEmpty
        (rowCount, rows) = tally.rows
        total = tally.total
        self.time = time
        self.completeness = completeness
    }
}
