import Testing

@testable import CSMAnalysis

struct PercentileTests {
    @Test(arguments: [
        ("50", "p50", "p50_ms"), ("99.9", "p99.9", "p99_9_ms"), ("99.90", "p99.9", "p99_9_ms"),
        ("095", "p95", "p95_ms"), ("0.5", "p0.5", "p0_5_ms"), ("100", "p100", "p100_ms"),
    ])
    func `reads its number and writes its names`(text: String, name: String, key: String) {
        let percentile = Percentile(text)
        #expect(percentile?.name == name)
        #expect(percentile?.key == key)
    }

    @Test(arguments: [
        "", "0", "100.1", "101", "-5", "x", "5x", ".5", "5.", "1e1", "99,9", "0.0000001", "٥",
    ])
    func `refuses what is no percentile`(text: String) {
        #expect(Percentile(text) == nil)
    }

    @Test(arguments: [
        ("95", 20, 19), ("95", 19, 19), ("95", 21, 20), ("50", 1, 1), ("50", 2, 1), ("50", 3, 2),
        ("99", 100, 99), ("99", 101, 100), ("99.9", 1_000, 999), ("100", 7, 7), ("0.1", 5, 1),
        ("99", 10_000_000_000, 9_900_000_000),
    ])
    func `takes the nearest rank exactly`(percentile: String, count: Int, rank: Int) {
        #expect(Percentile(percentile)?.rank(of: count) == rank)
    }

    @Test(arguments: [("50", 5), ("90", 29), ("95", 59), ("99", 299), ("99.9", 2_995), ("100", 1)])
    func `is supported by as many calls as the contract says`(percentile: String, count: Int) {
        #expect(Percentile(percentile)?.supportingCount == count)
    }
}
