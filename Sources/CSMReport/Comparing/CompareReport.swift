public import CSMAnalysis

/// What changed between two sides, for people and for machines.
public struct CompareReport: Sendable {
    public let comparison: Comparison
    /// Whether rows without a change are shown too; machines get them always.
    let showsAll: Bool

    public init(_ comparison: Comparison, showsAll: Bool = false) {
        self.comparison = comparison
        self.showsAll = showsAll
    }

    /// Those that text and Markdown show.
    var shown: [ComparisonRow] {
        showsAll ? comparison.rows : comparison.rows.filter(\.isChanged)
    }

    var level: StatisticsQuery.Level { comparison.query.statistics.level }
    var metric: ComparisonMetric { comparison.query.metric }

    // MARK: What a row says

    /// `DynamoDB.GetItem`, or what else rows are grouped by.
    func name(_ row: ComparisonRow) -> String {
        guard !row.group.isEmpty else { return "total" }
        let separator = isByOperation ? "." : " "
        return row.group.map { $0 ?? "" }.joined(separator: separator)
    }

    var isByOperation: Bool { comparison.query.statistics.dimensions == [.service, .api] }

    /// Its verdicts in words; that there are too few runs is said below, where something changed.
    func verdict(_ row: ComparisonRow) -> String {
        let said = row.isChanged ? row.verdicts.filter(\.isChange) : row.verdicts
        return said.map(\.rawValue).joined(separator: ", ")
    }

    /// `25`, `25–27`; `nil` where there is none in any run.
    func range(_ range: ClosedRange<Int>, _ style: TextStyle) -> String {
        let (low, high) = (Figures.count(range.lowerBound), Figures.count(range.upperBound))
        return low == high ? low : low + (style.hasUnicode ? "–" : "-") + high
    }

    /// `+6`, `-2`: by how much a count changed, where all runs of each side have the same.
    func difference(_ change: CountChange) -> String? {
        guard change.direction != nil, let base = change.base.first, let new = change.new.first,
            change.base.allSatisfy({ $0 == base }), change.new.allSatisfy({ $0 == new })
        else { return nil }
        return Self.signed(Figures.count(new - base), new >= base)
    }

    /// With at most one decimal: runs' figures are whole milliseconds, and their median half ones.
    func milliseconds(_ value: Double) -> String {
        let tenths = Figures.decimal(value, places: 1)
        let whole = Int(tenths.dropLast(2)) ?? 0
        let digits = value < 0 && whole == 0 ? "-0" : Figures.count(whole)
        return digits + (tenths.hasSuffix(".0") ? "" : String(tenths.suffix(2)))
    }

    /// `+50 %` and `+7`: how far the new median is from the base's.
    func difference(_ change: LatencyChange) -> [String] {
        guard let base = change.baseMedian, let new = change.newMedian else { return [] }
        let percent = change.changePercent.map {
            Self.signed(Figures.decimal($0, places: 0), $0 >= 0) + " %"
        }
        return [percent, Self.signed(milliseconds(new - base), new >= base)].compactMap { $0 }
    }

    private static func signed(_ text: String, _ isUp: Bool) -> String { isUp ? "+" + text : text }

    // MARK: What is said below the table

    /// Rows that are not shown, as a sentence.
    var hiddenRows: [String] {
        let hidden = comparison.rows.count - shown.count
        guard hidden > 0 else { return [] }
        let more = shown.isEmpty ? "" : "more "
        let noun = isByOperation ? "operation" : "row"
        var sentence = "\(Figures.counted(hidden, more + noun)): no change seen."
        let undecided = comparison.rows.count {
            !$0.isChanged && $0.verdicts.contains(.tooFewRuns)
        }
        if undecided > 0, !showsAll {
            sentence = "\(Figures.counted(hidden, more + noun)): no change of counts seen"
            sentence +=
                undecided == hidden
                ? ", too few runs to compare latency."
                : "; too few runs to compare the latency of \(Figures.count(undecided))."
        }
        return [sentence + " To see all: --all."]
    }

    /// Why the verdicts are what they are, and what speaks against believing them.
    package var sentences: [String] {
        [sides + " " + metricSentence] + reasons + tooFewRuns + sometimesNew + missingLatencies
            + differences + gaps
    }

    private var sides: String {
        let (base, new) = (comparison.base.count, comparison.new.count)
        let runs = Figures.counted(base, "run")
        guard let first = Self.name(comparison.base), let second = Self.name(comparison.new),
            first != second
        else { return "\(runs) against \(Figures.count(new))." }
        return "\(runs) of \(first) against \(Figures.count(new)) of \(second)."
    }

    /// The name that all of a side have.
    private static func name(_ side: [SessionOverview]) -> String? {
        guard let name = side.first?.name, !name.isEmpty else { return nil }
        return side.allSatisfy { $0.name == name } ? name : nil
    }

    private var metricSentence: String {
        switch metric {
        case .percentile(let percentile):
            "\(percentile.name) is the median of each run's \(percentile.name)."
        case .mean: "mean is the median of each run's mean."
        }
    }
}
