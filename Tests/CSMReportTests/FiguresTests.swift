import Testing

@testable import CSMReport

struct FiguresTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-1_000, "-1,000"),
    ])
    func `counts have their digits in threes`(value: Int, text: String) {
        #expect(Figures.count(value) == text)
    }

    @Test(arguments: [
        (0, "0 ms"), (999, "999 ms"), (1_000, "1.00 s"), (12_345, "12.35 s"), (59_999, "60.00 s"),
        (60_000, "1 min 00 s"), (3_599_999, "59 min 59 s"), (7_500_000, "2 h 05 min"),
    ])
    func `durations take the unit that suits them`(milliseconds: Int, text: String) {
        #expect(Figures.duration(milliseconds: milliseconds) == text)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"),
            (1_795_427_367_123_456, "2026-11-23T09:49:27.123456Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (4_107_542_399_000_000, "2100-02-28T23:59:59.000000Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
        ] as [(Int64, String)])
    func `instants are ISO 8601`(microseconds: Int64, text: String) {
        #expect(Instant.iso8601(microseconds: microseconds) == text)
    }
}
