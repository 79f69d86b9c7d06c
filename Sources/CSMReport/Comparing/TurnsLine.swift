public import CSMAnalysis

/// How far two commands are that run in turns, and their first figures: one line for a terminal.
public struct TurnsLine: Sendable {
    /// Runs.
    private let done: Int
    private let total: Int
    private let left: String?
    /// `25 -> 31 calls, p50 9 -> 14 ms`.
    private let figures: [String]

    /// `secondsLeft` is `nil` before that can be told, and `comparison` before both have run.
    public init(done: Int, of total: Int, secondsLeft: Double?, _ comparison: Comparison?) {
        self.done = done
        self.total = total
        left = secondsLeft.flatMap { $0 > 0 ? ProgressLine.left(seconds: $0) : nil }
        figures = comparison.map(Self.figures) ?? []
    }

    /// The line without its newline: as much of it as takes fewer columns than `width`.
    public func text(width: Int) -> String {
        let left = left.map { [$0] } ?? []
        let variants: [(bar: Int, parts: [String])] = [
            (20, figures + left), (10, figures + left), (0, figures + left),
            (0, figures.prefix(1) + left), (0, left), (0, []),
        ]
        let lines = variants.lazy.map { line(bar: $0.bar, $0.parts) }
        return lines.first { $0.utf8.count < width }
            ?? String(line(bar: 0, []).prefix(max(0, width - 1)))
    }

    private func line(bar width: Int, _ parts: [String]) -> String {
        let share = Double(done) / Double(total)
        // The round that runs, of two runs each.
        let round = min(done / 2 + 1, total / 2)
        var words = ["csm-record: round \(round) of \(total / 2)"]
        if width > 0 { words.append(ProgressLine.bar(share, width)) }
        words.append("\(Int(share * 100))%")
        return (words + (parts.isEmpty ? [] : [parts.joined(separator: ", ")]))
            .joined(separator: " ")
    }

    private static func figures(_ comparison: Comparison) -> [String] {
        let report = CompareReport(comparison)
        let style = TextStyle(width: 80, hasColor: false, hasUnicode: false)
        let calls = comparison.total.counts
        let noun = comparison.query.statistics.level == .call ? "calls" : "attempts"
        let counts =
            "\(report.range(calls.baseRange, style)) -> \(report.range(calls.newRange, style)) \(noun)"
        guard let latency = comparison.total.latencies.first,
            let base = latency.change.baseMedian, let new = latency.change.newMedian
        else { return [counts] }
        return [
            counts,
            "\(latency.metric.name) \(report.milliseconds(base.rounded())) -> "
                + "\(report.milliseconds(new.rounded())) ms",
        ]
    }
}
