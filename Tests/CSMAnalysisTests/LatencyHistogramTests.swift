import CSMTestSupport
import Testing

@testable import CSMAnalysis

struct LatencyHistogramTests {
    /// As plain as can be.
    private struct Plain {
        var counts: [Int: Int] = [:]

        mutating func add(_ other: Plain) { counts.merge(other.counts, uniquingKeysWith: +) }
    }

    @Test(arguments: 0..<60)
    func `in whatever order latencies come, each is counted`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let spread = [3, 200, 100_000].randomElement(using: &random) ?? 1
        var histograms = (0..<4).map { _ in LatencyHistogram() }
        var plain = histograms.map { _ in Plain() }
        for _ in 0..<40 {
            let place = Int.random(in: 0..<4, using: &random)
            let values = (0..<Int.random(in: 0...150, using: &random)).map { _ in
                Int.random(in: 0...spread, using: &random)
            }
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                let other = Int.random(in: 0..<4, using: &random)
                // Not so often that counts get out of hand.
                guard other != place, histograms[place].count < 1_000_000 else { continue }
                histograms[place].add(histograms[other])
                plain[place].add(plain[other])
            case let order:
                for value in order == 1 ? values : values.sorted() {
                    let count = Int.random(in: 1...3, using: &random)
                    histograms[place].add(milliseconds: value, count: count)
                    plain[place].counts[value, default: 0] += count
                }
            }
            let (own, expected) = (histograms[place], plain[place].counts)
            #expect(own.count == expected.values.reduce(0, +))
            #expect(own.total == expected.reduce(0) { $0 + $1.key * $1.value })
            #expect(own.minimum == expected.keys.min() && own.maximum == expected.keys.max())
            let ascending = own.ascending
            #expect(ascending.map(\.milliseconds) == expected.keys.sorted())
            #expect(ascending.allSatisfy { expected[$0.milliseconds] == $0.count })
        }
    }

    @Test func `the order in which they came makes no difference`() {
        var (up, down) = (LatencyHistogram(), LatencyHistogram())
        for value in 0..<500 { up.add(milliseconds: value) }
        for value in (0..<500).reversed() { down.add(milliseconds: value) }
        #expect(up == down)
        down.add(milliseconds: 3)
        #expect(up != down)
    }
}
