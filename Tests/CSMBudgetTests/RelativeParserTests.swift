import CSMBudget
import Testing

/// What a budget says of its baseline.
struct RelativeParserTests {
    @Test(
        arguments: [
            ("*: calls<=baseline", "*: calls <= baseline"),
            ("*: calls <= baseline+5", "*: calls <= baseline + 5"),
            ("*: calls <= baseline  +  10%", "*: calls <= baseline + 10%"),
            ("S3.*: p50 <= baseline + 25%", "S3.*: p50 <= baseline + 25%"),
            ("S3.*: p50 < baseline + 1.5s", "S3.*: p50 < baseline + 1.5s"),
            (
                "total: error_rate <= baseline + 10% when calls >= 9",
                "total: error_rate <= baseline + 10% when calls >= 9"
            ),
            (
                "total: calls >= baseline when calls >= 3",
                "total: calls >= baseline when calls >= 3"
            ),
            ("*: new == 0", "*: new == 0"), ("warn total: new <= 3", "warn total: new <= 3"),
        ])
    func `a rule written back is the same rule`(text: String, written: String) throws {
        let rule = try #require(try Budget(text, source: "b").rules.first)
        #expect(rule.text == written && rule.isRelative)
        #expect(try Budget(written, source: "b").rules.first?.text == written)
    }

    @Test(
        arguments: [
            ("*: calls <= baseline + ", 23, "expected 5 or 10% after 'baseline +'"),
            ("*: calls <= baseline + few", 24, "expected 5 or 10% after 'baseline +'"),
            (
                "*: calls <= baseline 5", 22,
                "expected '+', 'when', a comment or the end of the line"
            ),
            (
                "*: calls <= baseline + 5 + 5", 26,
                "expected 'when', a comment or the end of the line"
            ),
            (
                "*: calls <= baseline - 5", 22,
                "the limit must not be below the baseline; expected '+'"
            ),
            (
                "*: calls <= baseline + 2.5", 24,
                "'calls' needs a whole number or a percentage after 'baseline +'"
            ),
            (
                "*: calls <= baseline + 5ms", 24,
                "'calls' needs a whole number or a percentage after 'baseline +'"
            ),
            ("*: calls <= basline", 13, "expected a value such as 25; did you mean 'baseline'?"),
            ("*: calls <= Baseline", 13, "expected a value such as 25; did you mean 'baseline'?"),
            ("S3.*: p50 <= baseline + 25", 25, "'p50' needs a unit; did you mean '25%'?"),
            ("S3.*: p50 <= baseline + x", 25, "expected 25% or 20ms after 'baseline +'"),
            (
                "S3.*: p50 >= baseline", 11,
                "'p50' can be compared with the baseline only by <= or <"
            ),
            (
                "S3.*: max == baseline + 5%", 11,
                "'max' can be compared with the baseline only by <= or <"
            ),
            (
                "*: error_rate <= baseline + 0.1", 29,
                "'error_rate' needs a percentage after 'baseline +', as in 'baseline + 10%'"
            ),
            ("*: retry_rate < baseline + x", 28, "expected 10% after 'baseline +'"),
            (
                "*: new <= baseline", 11,
                "'new' always compares with the baseline; expected a whole number"
            ),
            ("*: new == 0.5", 11, "'new' needs a whole number without a unit"),
            ("per=mark: new == 0", 11, "'new' cannot be used with per=mark"),
            (
                "host=h: new == 0", 9,
                "'new' cannot be used with host=, which selects attempts; use attempts, throttles or a latency"
            ),
            (
                "baseline:", 10,
                "expected a set of sessions or a file, such as 'main@10' or 'csm.baseline'"
            ),
            (
                "baseline  :   # nothing", 12,
                "expected a set of sessions or a file, such as 'main@10' or 'csm.baseline'"
            ),
            ("baseline main@10", 17, "expected ':' between the selector and the metric"),
        ] as [(String, Int, String)])
    func `a mistake is told with its place`(text: String, column: Int, sentence: String) throws {
        let problems = #expect(throws: BudgetProblems.self) {
            _ = try Budget("# a comment\n" + text, source: "csm.budget")
        }
        #expect(problems?.all.map(\.description) == ["csm.budget:2:\(column): \(sentence)"])
    }

    @Test(arguments: ["main@10", "csm.baseline", "tag:branch=main@10", "../a b/c.baseline"])
    func `a line names the baseline`(set: String) throws {
        let budget = try Budget(
            "# first\n  baseline :  \(set)   # cached\n*: calls <= baseline", source: "b")
        #expect(budget.baseline?.set == set && budget.baseline?.place.line == 2)
        #expect(budget.rules.count == 1)
        let none = try Budget("*: calls <= 3", source: "--assert")
        #expect(Budget([budget, none]).baseline?.set == set)
        #expect(none.baseline == nil)
    }

    @Test func `a baseline is named once`() {
        let problems = #expect(throws: BudgetProblems.self) {
            _ = try Budget("baseline: main@10\n\nbaseline: csm.baseline", source: "b")
        }
        #expect(
            problems?.all.map(\.description) == ["b:3:1: line 1 already sets the baseline"])
    }
}
