import CSMAnalysis

extension LatencyReport {
    /// Each row's latencies as bars, under the row's name.
    func histogramText(_ style: TextStyle) -> String {
        rows.filter { $0.latencies.count > 0 }.map { row in
            let name = row.group.map { $0 ?? style.missing }
                .joined(separator: dimensions == [.service, .api] ? "." : " ")
            let title = DisplayText.cut(DisplayText.line(name), to: style.width, style)
            let lines = HistogramText(row.latencies).lines(style)
            return ([style.bold(title)] + lines).joined(separator: "\n") + "\n\n"
        }.joined()
    }
}

/// A latency histogram as lines: a range, a bar, how many latencies lie in it.
struct HistogramText {
    private let buckets: [LatencyBucket]

    init(_ histogram: LatencyHistogram) { buckets = histogram.buckets }

    func lines(_ style: TextStyle) -> [String] {
        let all = buckets.reduce(0) { $0 + $1.count }
        let ranges = buckets.map(Self.text)
        let counts = buckets.map { Figures.count($0.count) }
        let rangeWidth = ranges.map(\.count).max() ?? 0
        let countWidth = counts.map(\.count).max() ?? 0
        let most = buckets.map(\.count).max() ?? 0
        // Gaps, " ms", and a share of at most "100.0%".
        let room = style.width - rangeWidth - countWidth - 17
        let bar = Bar(width: min(60, max(8, room)), style)
        return zip(buckets, zip(ranges, counts)).map { bucket, text in
            let share = Figures.decimal(Double(bucket.count) * 100 / Double(all), places: 1) + "%"
            let drawn = bar.text(length: Double(bucket.count) / Double(most))
            return "  " + text.0.leftPadded(to: rangeWidth) + " ms  " + drawn.padded(to: bar.width)
                + "  " + text.1.leftPadded(to: countWidth) + "  " + share.leftPadded(to: 6)
        }
    }

    /// `7`, `20-49`: the latencies in a range.
    private static func text(_ bucket: LatencyBucket) -> String {
        let (first, last) = (bucket.range.lowerBound, bucket.range.upperBound - 1)
        return first == last
            ? Figures.count(first) : "\(Figures.count(first))-\(Figures.count(last))"
    }
}
