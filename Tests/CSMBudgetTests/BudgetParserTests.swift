import CSMAnalysis
import CSMBudget
import CSMTestSupport
import Testing

struct BudgetParserTests {
    private func rule(_ text: String) throws -> BudgetRule {
        try #require(try Budget(text, source: "csm.budget").rules.first)
    }

    @Test func `the contract's example is read`() throws {
        let text = """
            # rule  := [warn] [total] SELECTOR ":" METRIC OP VALUE ["when" "calls" ">=" N]
            *: errors == 0                        # each operation on its own
            total: calls <= 400                   # all of them together
            DynamoDB.GetItem: calls <= 25         # counts are exact: the best gate a CI has
            S3.*: p95 < 120ms
            warn STS.AssumeRole: max < 2s         # shown, never fails
            host=*.amazonaws.com: attempts == 0   # the tests never touch real AWS

            """
        let budget = try Budget(text, source: "csm.budget")
        #expect(budget.text == text)
        #expect(budget.rules.map(\.place.line) == [2, 3, 4, 5, 6, 7])
        #expect(budget.rules.map(\.isTotal) == [false, true, false, false, false, false])
        #expect(budget.rules.map(\.isWarning) == [false, false, false, false, true, false])
        #expect(
            budget.rules.map(\.source) == [
                "*: errors == 0", "total: calls <= 400", "DynamoDB.GetItem: calls <= 25",
                "S3.*: p95 < 120ms", "warn STS.AssumeRole: max < 2s",
                "host=*.amazonaws.com: attempts == 0",
            ])
    }

    @Test(
        arguments: [
            ("*:calls<=3", "*: calls <= 3"),
            (
                "warn   total  S3.* , region=eu-* :  error_rate  <  0.5%",
                "warn total S3.*, region=eu-*: error_rate < 0.5%"
            ),
            ("total: time <= 2m", "total: time <= 2m"),
            (
                "cloudwatch logs.putlogevents: p99.9 >= 1.5s",
                "cloudwatch logs.putlogevents: p99.9 >= 1.5s"
            ),
            ("host=localhost:4566: max != 10ms", "host=localhost:4566: max != 10ms"),
            (
                "status = 5*, client=ci: retries > 3 when calls >= 10",
                "status=5*, client=ci: retries > 3 when calls >= 10"
            ),
            ("total per=mark: burst( 250ms ) <= 5", "total per=mark: burst(250ms) <= 5"),
            ("*: burst(1s) < 2", "*: burst(1000ms) < 2"),
            ("*: retry_rate == 0.25", "*: retry_rate == 0.25"),
            ("totals.Get: mean < 5ms", "totals.Get: mean < 5ms"),
            ("warning.Get: min < 5ms", "warning.Get: min < 5ms"),
            ("\u{FEFF}*: throttles == 0\r", "*: throttles == 0"),
        ])
    func `a rule written back is the same rule`(text: String, written: String) throws {
        let rule = try rule(text)
        #expect(rule.text == written)
        var again = try self.rule(written)
        (again.source, again.limitRange) = (rule.source, rule.limitRange)
        #expect(again == rule)
        let bytes = Array(text.utf8)[rule.limitRange]
        #expect(String(decoding: bytes, as: UTF8.self) == rule.limit.text)
    }

    @Test(
        arguments: [
            ("120ms", 120.0), ("1.5s", 1_500), ("2m", 120_000), ("0.0005s", 0.5), ("0ms", 0),
            ("999999999999ms", 999_999_999_999),
        ])
    func `times are exact`(text: String, milliseconds: Double) throws {
        #expect(try rule("*: max < \(text)").limit.quantity.value == milliseconds)
    }

    @Test func `rates are shares`() throws {
        #expect(
            try rule("*: error_rate < 0.5%").limit.quantity
                == rule("*: error_rate < 0.005").limit.quantity)
    }

    /// Every kind of mistake, where it is and what is said of it.
    @Test(
        arguments: [
            ("S3.GetObject calls <= 25", 25, "expected ':' between the selector and the metric"),
            ("S3.*: p9x < 5ms", 7, "unknown metric 'p9x'; did you mean 'p95'?"),
            ("S3.*: call <= 3", 7, "unknown metric 'call'; did you mean 'calls'?"),
            ("S3.*: errorrate < 1%", 7, "unknown metric 'errorrate'; did you mean 'error_rate'?"),
            ("S3.*: latency < 5ms", 7, "unknown metric 'latency'"),
            ("S3.*: p0 < 5ms", 7, "'p0' is not a percentile; expected above p0 and up to p100"),
            ("S3.*: p101 < 5ms", 7, "'p101' is not a percentile; expected above p0 and up to p100"),
            ("S3.*:", 6, "expected a metric such as 'calls' or 'p95'"),
            ("S3.*: <= 5", 7, "expected a metric such as 'calls' or 'p95'"),
            (": calls <= 5", 1, "expected a selector such as 'DynamoDB.GetItem' or '*'"),
            ("warn : calls <= 5", 6, "expected a selector such as 'DynamoDB.GetItem' or '*'"),
            ("S3.*, : calls <= 5", 7, "expected a selector before the comma or colon"),
            (", S3.*: calls <= 5", 1, "expected a selector before the comma or colon"),
            ("regoin=eu-*: calls <= 5", 1, "unknown selector 'regoin='; did you mean 'region='?"),
            ("zone=a: calls <= 5", 1, "unknown selector 'zone='"),
            (
                "others: calls == 0", 1,
                "expected an operation or 'other', found 'others'; did you mean 'other'?"
            ),
            (
                "region=eu-*, others: calls == 0", 14,
                "expected an operation or 'other', found 'others'; did you mean 'other'?"
            ),
            ("other, : calls == 0", 8, "expected a selector before the comma or colon"),
            ("other=S3: calls == 0", 1, "unknown selector 'other='"),
            (
                "other, host=h: calls == 0", 16,
                "'calls' cannot be used with host=, which selects attempts; use attempts, throttles or a latency"
            ),
            ("host=: attempts == 0", 6, "expected a pattern after 'host='"),
            ("per=test: calls <= 5", 5, "unknown 'per=test'; expected 'per=mark'"),
            (
                "S3.*: calls = 5", 13,
                "expected one of == != <= < >= >, found '='; did you mean '=='?"
            ),
            (
                "S3.*: calls =< 5", 13,
                "expected one of == != <= < >= >, found '=<'; did you mean '<='?"
            ),
            ("S3.*: calls 5", 13, "expected one of == != <= < >= >"),
            ("S3.*: calls <=", 15, "expected a value such as 25"),
            ("S3.*: calls <= many", 16, "expected a value such as 25"),
            ("S3.*: calls <= -1", 16, "expected a value such as 25"),
            ("S3.*: calls <= 5ms", 16, "'calls' needs a whole number without a unit"),
            ("S3.*: calls <= 2.5", 16, "'calls' needs a whole number without a unit"),
            ("S3.*: p95 < 120", 13, "'p95' needs a unit; did you mean '120ms'?"),
            ("S3.*: p95 < 5%", 13, "'p95' needs a time such as 120ms, 1.5s or 2m"),
            ("S3.*: p95 < 5min", 13, "expected a value such as 120ms"),
            (
                "S3.*: error_rate < 5ms", 20,
                "'error_rate' needs a share such as 0.5% or 0.005, not 'ms'"
            ),
            ("S3.*: error_rate < lots", 20, "expected a value such as 0.5%"),
            ("S3.*: max < 1.2.3s", 13, "expected a value such as 120ms"),
            ("S3.*: burst <= 5", 12, "expected a window, as in 'burst(250ms)'"),
            ("S3.*: burst(250) <= 5", 13, "expected a window in whole milliseconds, as in '250ms'"),
            ("S3.*: burst(250ms <= 5", 19, "expected ')' after the window"),
            (
                "S3.*: calls <= 5 if calls >= 3", 18,
                "expected 'when', a comment or the end of the line"
            ),
            ("S3.*: calls <= 5 when errors >= 3", 23, "expected 'calls >= N' after 'when'"),
            ("S3.*: p95 < 5ms when calls > 3", 28, "expected 'calls >= N' after 'when'"),
            ("S3.*: p95 < 5ms when calls >= few", 31, "expected a whole number of calls"),
            (
                "S3.*: p95 < 5ms when calls >= 3 or so", 33,
                "expected a comment or the end of the line"
            ),
            (
                "total warn *: calls <= 3", 7,
                "'warn' and 'total' come first, in this order, in lower case"
            ),
            ("Total: calls <= 3", 1, "'warn' and 'total' come first, in this order, in lower case"),
            (
                "WARN *: calls <= 3", 1,
                "'warn' and 'total' come first, in this order, in lower case"
            ),
            ("S3.Get:: calls <= 3", 7, "expected one ':', between the selector and the metric"),
            (
                "host=h: errors == 0", 9,
                "'errors' cannot be used with host=, which selects attempts; use attempts, throttles or a latency"
            ),
        ] as [(String, Int, String)])
    func `a mistake is told with its place`(text: String, column: Int, sentence: String) throws {
        let file = "# a comment\n\n  \(text)   # and another\n*: calls <= 5\n"
        let problems = #expect(throws: BudgetProblems.self) {
            _ = try Budget(file, source: "dir/csm.budget")
        }
        #expect(
            problems?.all.map(\.description) == ["dir/csm.budget:3:\(column + 2): \(sentence)"])
    }

    @Test func `all mistakes are told at once`() throws {
        let problems = #expect(throws: BudgetProblems.self) {
            _ = try Budget("x\n*: calls <= 1\n*: y\r\n", source: "b")
        }
        #expect(problems?.all.map { "\($0.place.line):\($0.column)" } == ["1:2", "3:4"])
    }

    @Test(arguments: 0..<20)
    func `no text makes the parser fail otherwise than with a sentence`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            "warn", "total", "S3.*", ":", "calls", "p95", "<=", "5", "ms", "%", "when", ",", "=",
            "host", " ", "#", "burst(", ")", "\u{301}", "é", "🙂", "\t", ".", "(",
            "9999999999999999",
        ]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            do throws(BudgetProblems) {
                for rule in try Budget(text, source: "b").rules {
                    let again = try Budget(rule.text, source: "b")
                    #expect(again.rules.first?.text == rule.text)
                }
            } catch {
                for problem in error.all {
                    #expect(problem.column >= 1 && problem.column <= text.count + 1)
                }
            }
        }
    }
}
