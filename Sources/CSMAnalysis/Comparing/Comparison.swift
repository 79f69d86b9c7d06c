/// What changed from the runs of one side to those of another.
public struct Comparison: Sendable {
    public let query: ComparisonQuery
    public let base: [SessionOverview]
    public let new: [SessionOverview]
    /// All of them, in the order asked for.
    public let rows: [ComparisonRow]
    /// Its verdicts are on counts only: the median of all calls moves with what is called.
    public let total: ComparisonRow
    /// What else is not the same on the two sides.
    public let differences: [SideDifference]

    /// Each side needs a run; no session may be on both.
    public init(base: [ComparedRun], new: [ComparedRun], by query: ComparisonQuery) {
        self.query = query
        self.base = base.map(\.session)
        self.new = new.map(\.session)
        let level = query.statistics.level
        let groups = Set((base + new).flatMap(\.rows.keys))
        rows = groups.map { group in
            ComparisonRow(
                group, base: base.map { $0.rows[group] }, new: new.map { $0.rows[group] },
                level: level, metrics: query.metrics)
        }.sorted(by: query.precedes)
        total = ComparisonRow(
            [], base: base.map(\.total), new: new.map(\.total), level: level,
            metrics: query.metrics)
        differences = SideDifference.all(base, new)
    }

    /// The sessions that are on both sides of a comparison, by their ids.
    public static func shared(_ base: [ComparedRun], _ new: [ComparedRun]) -> [String] {
        let ids = Set(base.map(\.session.id))
        return new.map(\.session.id).filter(ids.contains)
    }

    /// The sessions whose figures may be less than what happened, and why.
    public var gaps: [(session: SessionOverview, reason: String)] {
        (base + new).compactMap { session in
            (session.gap ?? session.lostCalls).map { (session, $0) }
        }
    }

    /// Whether there are fewer runs than a verdict on latency needs.
    public var hasTooFewRuns: Bool { min(base.count, new.count) < LatencyChange.Threshold.runs }

    /// Whether one of the sides recorded no call at all, so that there is nothing to compare.
    public var hasEmptySide: Bool {
        [base, new].contains { side in side.allSatisfy { $0.calls == 0 } }
    }

    /// All verdicts that stand anywhere.
    public var verdicts: Set<ChangeVerdict> { Set((rows + [total]).flatMap(\.verdicts)) }
}

extension SessionOverview {
    /// That attempts were seen of calls that were not.
    fileprivate var lostCalls: String? {
        guard let count = completeness.attemptsWithoutCall, count > 0 else { return nil }
        return "attempts of calls that were not seen: \(count)"
    }
}
