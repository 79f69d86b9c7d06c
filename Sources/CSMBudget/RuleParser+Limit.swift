import CSMAnalysis

/// What stands behind the operator.
extension RuleParser {
    /// A value, or `baseline`, or a value above that.
    mutating func limit(for metric: Metric) throws(BudgetProblem) -> Limit {
        let start = position
        guard takeBaseline() else { return try value(for: metric) }
        if metric == .new {
            throw problem(
                "'new' always compares with the baseline; expected a whole number", at: start)
        }
        skipBlanks()
        guard take("+") else { return .baseline }
        skipBlanks()
        return try addition(for: metric).aboveBaseline
    }

    private mutating func takeBaseline() -> Bool {
        let word = "baseline"
        let end = position + word.count
        guard end <= characters.count, text(position..<end) == word,
            end == characters.count || !(characters[end].isLetter || characters[end].isNumber)
        else { return false }
        position = end
        return true
    }

    /// What is added to the baseline's figure.
    private mutating func addition(for metric: Metric) throws(BudgetProblem) -> Limit {
        let start = position
        guard let limit = number() else {
            let example = [.count: "5 or 10%", .rate: "10%", .latency: "25% or 20ms"][metric.kind]
            throw problem("expected \(example ?? "") after 'baseline +'", at: start)
        }
        if limit.unit == .percent { return limit }
        switch metric.kind {
        case .count:
            guard limit.unit == .none, limit.quantity.whole != nil else {
                throw problem(
                    "'\(metric.text)' needs a whole number or a percentage after 'baseline +'",
                    at: start)
            }
        case .rate:
            throw problem(
                "'\(metric.text)' needs a percentage after 'baseline +', as in 'baseline + 10%'",
                at: start)
        case .latency:
            guard limit.unit != .none else {
                throw problem(
                    "'\(metric.text)' needs a unit; did you mean '\(limit.digits)%'?", at: start)
            }
        }
        return limit
    }

    private mutating func value(for metric: Metric) throws(BudgetProblem) -> Limit {
        let start = position
        guard let limit = number() else {
            let example = [.count: "25", .rate: "0.5%", .latency: "120ms"][metric.kind] ?? ""
            let word = text(start..<max(start, end)).prefix { !$0.isWhitespace }
            let hint =
                metric == .new ? "" : Suggestion.sentence(String(word), among: ["baseline"])
            throw problem("expected a value such as \(example)\(hint)", at: start)
        }
        switch metric.kind {
        case .count:
            guard limit.unit == .none, limit.quantity.whole != nil else {
                throw problem("'\(metric.text)' needs a whole number without a unit", at: start)
            }
        case .rate:
            guard limit.unit == .none || limit.unit == .percent else {
                throw problem(
                    "'\(metric.text)' needs a share such as 0.5% or 0.005, not '\(limit.unit.rawValue)'",
                    at: start)
            }
        case .latency:
            guard limit.unit != .none else {
                throw problem(
                    "'\(metric.text)' needs a unit; did you mean '\(limit.digits)ms'?", at: start)
            }
            guard limit.unit != .percent else {
                throw problem("'\(metric.text)' needs a time such as 120ms, 1.5s or 2m", at: start)
            }
        }
        return limit
    }

    /// A number with its unit; moves behind it.
    mutating func number() -> Limit? {
        let start = position
        while let character = peek, character.isASCII, character.isNumber || character == "." {
            position += 1
        }
        let digits = text(start..<position)
        while let character = peek, character.isLetter || character == "%" { position += 1 }
        let suffix = text(start + digits.count..<position)
        guard let unit = Limit.Unit(rawValue: suffix),
            let limit = Limit(digits: digits, unit: unit)
        else {
            position = start
            return nil
        }
        return limit
    }
}
