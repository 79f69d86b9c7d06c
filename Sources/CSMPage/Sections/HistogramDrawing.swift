import CSMAnalysis
import CSMReport
import Glibc

/// Latency histograms as small drawings on a logarithmic scale that all rows share, with ticks at
/// percentiles.
struct HistogramDrawing {
    private static let bins = 32
    private static let (width, height) = (160, 26)

    private let least: Double
    private let ratio: Double
    private let percentiles: [Percentile]

    init(over rows: [StatisticsRow], _ percentiles: [Percentile]) {
        let histograms = rows.map(\.latencies)
        least = Double(max(1, histograms.compactMap(\.minimum).min() ?? 1))
        ratio = max(2, Double(histograms.compactMap(\.maximum).max() ?? 1) / least)
        self.percentiles = percentiles
    }

    /// From 0 to 1 on the scale.
    private func place(_ milliseconds: Int) -> Double {
        min(1, max(0, log(max(1, Double(milliseconds)) / least) / log(ratio)))
    }

    func svg(_ histogram: LatencyHistogram) -> HTML {
        guard histogram.count > 0 else { return "" }
        var counts = [Int](repeating: 0, count: Self.bins)
        for (milliseconds, count) in histogram.ascending {
            counts[min(Self.bins - 1, Int(place(milliseconds) * Double(Self.bins)))] += count
        }
        let most = counts.max() ?? 1
        var bars: HTML = ""
        for (bin, count) in counts.enumerated() where count > 0 {
            // Any call at all is seen.
            let height = max(2, 20 * count / most)
            bars += "M\(bin * 5) 22v-\(height)h4v\(height)z"
        }
        let values = histogram.latencies(at: percentiles)
        let ticks = values.compactMap { $0 }.map { value -> HTML in
            "M\(PageStyle.coordinate(place(value) * Double(Self.width - 2) + 1)) 18v8"
        }.joined()
        return """
            <svg class="histogram" viewBox="0 0 160 26" role="img" \
            aria-label="\(words(histogram, values))">\
            <path class="bars" d="\(bars)"/><path class="ticks" d="\(ticks)"/></svg>
            """
    }

    private func words(_ histogram: LatencyHistogram, _ values: [Int?]) -> String {
        let range = "\(histogram.minimum ?? 0) to \(histogram.maximum ?? 0) ms"
        let ticks = zip(percentiles, values).compactMap { percentile, value in
            value.map { "\(percentile.name) \($0)" }
        }
        return "latencies from \(range), ticks at \(ticks.joined(separator: ", ")) ms"
    }
}
