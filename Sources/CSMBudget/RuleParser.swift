import CSMAnalysis

/// Reads one line of a budget.
///
///     rule := [warn] [total] SELECTOR ":" METRIC OP LIMIT ["when" "calls" ">=" N]
///     limit := VALUE | "baseline" ["+" VALUE]
///     baseline := "baseline" ":" SET
struct RuleParser {
    let place: BudgetRule.Place
    /// The line without its comment.
    let characters: [Character]
    var position = 0

    init(_ line: Substring, at place: BudgetRule.Place) {
        self.place = place
        // By scalars, for an accent behind the sign would make another character of it.
        let end = line.unicodeScalars.firstIndex(of: "#") ?? line.endIndex
        var characters = Array(String(line.unicodeScalars[..<end]))
        hasByteOrderMark = characters.first == "\u{FEFF}"
        if hasByteOrderMark { characters.removeFirst() }
        self.characters = characters
    }

    /// Whether the line began with one, which is no column of its own.
    let hasByteOrderMark: Bool

    /// The set of sessions or the file that a line names as the baseline; `nil` for other lines.
    mutating func baseline() throws(BudgetProblem) -> String? {
        let start = position
        guard takeWord("baseline") else { return nil }
        skipBlanks()
        guard take(":") else {
            position = start
            return nil
        }
        skipBlanks()
        guard !isAtEnd else {
            throw problem(
                "expected a set of sessions or a file, such as 'main@10' or 'csm.baseline'",
                at: position)
        }
        return text(position..<end)
    }

    /// `nil` for a line without a rule.
    mutating func rule() throws(BudgetProblem) -> BudgetRule? {
        skipBlanks()
        let start = position
        if isAtEnd { return nil }
        let isWarning = takeWord("warn")
        let isTotal = takeWord("total")
        let selector = try selector(isTotal: isTotal)
        let metric = try metric()
        if selector.selectsAttempts, !metric.isOfAttempts {
            throw problem(
                "'\(metric.text)' cannot be used with host=, which selects attempts; "
                    + "use attempts, throttles or a latency", at: metricStart)
        }
        if metric == .new, selector.isPerMark {
            throw problem("'new' cannot be used with per=mark", at: metricStart)
        }
        skipBlanks()
        let signStart = position
        let comparison = try comparison()
        skipBlanks()
        let limitStart = position
        let limit = try limit(for: metric)
        let limitEnd = position
        if limit.isRelative, metric.kind == .latency, !comparison.isUpperBound {
            throw problem(
                "'\(metric.text)' can be compared with the baseline only by <= or <", at: signStart)
        }
        let fewestCalls = try condition(after: limit)
        return BudgetRule(
            isWarning: isWarning, isTotal: isTotal, selector: selector, metric: metric,
            comparison: comparison, limit: limit, fewestCalls: fewestCalls, place: place,
            source: text(start..<end), limitRange: bytes(limitStart)..<bytes(limitEnd))
    }

    // MARK: The metric

    /// Where the metric begins.
    var metricStart = 0

    private mutating func metric() throws(BudgetProblem) -> Metric {
        let start = position
        while let character = peek,
            character.isLetter || character.isNumber
                || character == "_" || character == "." || character == "-"
        { position += 1 }
        let name = text(start..<position)
        guard !name.isEmpty else {
            throw problem("expected a metric such as 'calls' or 'p95'", at: start)
        }
        if name == "burst" { return try burst() }
        if let plain = Metric.plain.first(where: { $0.name == name }) { return plain.metric }
        if name.first == "p", let percentile = Percentile(name.dropFirst()) {
            return .percentile(percentile)
        }
        if name.first == "p", name.dropFirst().allSatisfy({ $0.isNumber || $0 == "." }),
            name.count > 1
        {
            throw problem(
                "'\(name)' is not a percentile; expected above p0 and up to p100", at: start)
        }
        throw problem(
            "unknown metric '\(name)'" + Suggestion.sentence(name, among: Metric.names), at: start)
    }

    private mutating func burst() throws(BudgetProblem) -> Metric {
        let start = position
        guard take("(") else {
            throw problem("expected a window, as in 'burst(250ms)'", at: start)
        }
        skipBlanks()
        let valueStart = position
        guard let limit = number(), limit.unit != .none, limit.unit != .percent,
            let milliseconds = limit.quantity.whole
        else {
            throw problem("expected a window in whole milliseconds, as in '250ms'", at: valueStart)
        }
        skipBlanks()
        guard take(")") else { throw problem("expected ')' after the window", at: position) }
        return .burst(milliseconds: milliseconds)
    }

    // MARK: The operator

    private mutating func comparison() throws(BudgetProblem) -> BudgetRule.Comparison {
        skipBlanks()
        let start = position
        while let character = peek, "=<>!≤≥".contains(character) { position += 1 }
        let sign = text(start..<position)
        if let comparison = BudgetRule.Comparison(rawValue: sign) { return comparison }
        let near = ["=": "==", "=<": "<=", "=>": ">=", "≤": "<=", "≥": ">=", "<>": "!=", "!": "!="]
        let suggestion = near[sign].map { "; did you mean '\($0)'?" } ?? ""
        let found = sign.isEmpty ? "" : ", found '\(sign)'"
        throw problem("expected one of == != <= < >= >\(found)\(suggestion)", at: start)
    }

    // MARK: The condition

    private mutating func condition(after limit: Limit) throws(BudgetProblem) -> Int? {
        skipBlanks()
        if isAtEnd { return nil }
        let start = position
        guard takeWord("when") else {
            if limit.isRelative, limit.digits.isEmpty, peek == "-" {
                throw problem("the limit must not be below the baseline; expected '+'", at: start)
            }
            let sign = limit.isRelative && limit.digits.isEmpty ? "'+', " : ""
            throw problem("expected \(sign)'when', a comment or the end of the line", at: start)
        }
        skipBlanks()
        let expected = "expected 'calls >= N' after 'when'"
        guard takeWord("calls") else { throw problem(expected, at: position) }
        skipBlanks()
        let signStart = position
        guard take(">"), take("=") else { throw problem(expected, at: signStart) }
        skipBlanks()
        let numberStart = position
        guard let number = number(), number.unit == .none, let count = number.quantity.whole else {
            throw problem("expected a whole number of calls", at: numberStart)
        }
        skipBlanks()
        guard isAtEnd else {
            throw problem("expected a comment or the end of the line", at: position)
        }
        return count
    }
}
