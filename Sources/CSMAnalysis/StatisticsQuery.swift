import CSMEvents

/// Which events to count, and how to group and order them.
public struct StatisticsQuery: Sendable {
    /// What a row counts.
    public enum Level: String, Sendable, CaseIterable {
        case call, attempt

        var eventLevel: EventLevel { self == .call ? .call : .attempt }
    }

    /// Which outcomes to count.
    public enum Outcomes: Sendable {
        case all, failed, ok
    }

    public enum Order: String, Sendable, CaseIterable {
        case total, calls, errors, p95, name
    }

    public var dimensions: [Dimension] = [.service, .api]
    /// Any of these must match, where there are some.
    public var only: [OperationGlob] = []
    /// None of these may match.
    public var not: [OperationGlob] = []
    /// The resource must match any of these, where there are some.
    public var resources: [Glob] = []
    public var level = Level.call
    public var outcomes = Outcomes.all
    public var order = Order.total
    /// Count events of this mark only.
    public var mark: String?
    /// Events that were over before this are left out; milliseconds on the time line.
    public var from: Int64?
    /// Events that started at this or later are left out; milliseconds on the time line.
    public var until: Int64?

    /// Whether only events, not the counts kept of them, tell what is to be counted.
    public var needsEvents: Bool {
        dimensions.contains(.mark) || mark != nil || from != nil || until != nil
    }

    /// Whether an event lies in the time asked for.
    public func includes(_ event: TimedEvent, on line: TimeLine) -> Bool {
        let start = event.interval.start - line.interval.start
        let end = event.interval.end - line.interval.start
        return until.map { start < $0 } ?? true && from.map { max(end, start + 1) > $0 } ?? true
    }

    /// How many rows to keep; the total row counts all the same what is left out.
    public var top: Int?

    public init() {}

    /// Whether the sample is to be counted in a row.
    func includes(_ labels: EventLabels) -> Bool {
        (labels.level == .call && level == .call || labels.level == .attempt) && isAbout(labels)
    }

    /// Whether the query is about such events, be they calls or attempts.
    func isAbout(_ labels: EventLabels) -> Bool {
        switch outcomes {
        case .all: break
        case .failed: guard labels.isError else { return false }
        case .ok: guard !labels.isError else { return false }
        }
        return OperationChoice(only: only, not: not, resources: resources).includes(labels)
    }

    /// The rows that a sample counts in: one, or one for each of its marks; `tags` are its session's.
    func groups(of sample: SeriesSample, tags: [String: String]) -> [[String?]] {
        dimensions.reduce([[]]) { groups, dimension in
            groups.flatMap { group in
                dimension.values(of: sample, tags: tags).map { group + [$0] }
            }
        }
    }

    /// Largest first, and by name where that is equal.
    func precedes(_ left: StatisticsRow, _ right: StatisticsRow) -> Bool {
        let (first, second): (Int, Int) =
            switch order {
            case .total: (left.totalLatency ?? -1, right.totalLatency ?? -1)
            case .calls: (left.count, right.count)
            case .errors: (left.errors, right.errors)
            case .p95: (Self.p95(left), Self.p95(right))
            case .name: (0, 0)
            }
        if first != second { return first > second }
        return left.group.lexicographicallyPrecedes(right.group) {
            ($0 ?? "").utf8.lexicographicallyPrecedes(($1 ?? "").utf8)
        }
    }

    private static func p95(_ row: StatisticsRow) -> Int {
        guard let p95 = Percentile("95") else { return -1 }
        return row.latencies.latencies(at: [p95])[0] ?? -1
    }
}
