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
}
