import CSMAnalysis
import Glibc

/// A latency histogram as ten characters, on a logarithmic scale that all rows share.
struct Sparkline {
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    static let width = 10

    /// The upper end of each bucket, in milliseconds; the last takes the rest.
    private let bounds: [Double]

    /// A scale from the least latency of all to the greatest.
    init(over histograms: [LatencyHistogram]) {
        let least = Double(max(1, histograms.compactMap(\.minimum).min() ?? 1))
        let greatest = Double(max(1, histograms.compactMap(\.maximum).max() ?? 1))
        let ratio = max(greatest / least, 1)
        bounds = (1...Self.width).map { least * pow(ratio, Double($0) / Double(Self.width)) }
    }

    func text(_ histogram: LatencyHistogram) -> String {
        var counts = [Int](repeating: 0, count: Self.width)
        for (milliseconds, count) in histogram.ascending {
            let bucket = bounds.firstIndex { Double(milliseconds) <= $0 * 1.000_001 }
            counts[bucket ?? Self.width - 1] += count
        }
        guard let most = counts.max(), most > 0 else { return "" }
        return String(
            counts.map { count in
                // Any call at all is seen.
                count == 0 ? " " : Self.blocks[min(7, count * 8 / most)]
            })
    }
}
