/// Rules, from a file or from the command line.
public struct Budget: Sendable {
    public let rules: [BudgetRule]
    /// What the rules were read from, byte for byte.
    public let text: String
    /// The file, as it was named; `--assert` for rules from the command line.
    public let source: String
    /// What its rules compare with, where a line `baseline: SET` names it.
    public let baseline: BaselineReference?

    /// Reads a budget: one rule a line, `#` begins a comment.
    ///
    /// Throws all that is wrong with it.
    public init(_ text: String, source: String) throws(BudgetProblems) {
        var rules: [BudgetRule] = []
        var problems: [BudgetProblem] = []
        var baseline: BaselineReference?
        for (index, line) in Self.lines(text).enumerated() {
            do throws(BudgetProblem) {
                let place = BudgetRule.Place(source: source, line: index + 1)
                var parser = RuleParser(line, at: place)
                if let set = try parser.baseline() {
                    if let first = baseline {
                        throw parser.problem(
                            "line \(first.place.line) already sets the baseline", at: 0)
                    }
                    baseline = BaselineReference(set: set, place: place)
                } else if let rule = try parser.rule() {
                    rules.append(rule)
                }
            } catch {
                problems.append(error)
            }
        }
        guard problems.isEmpty else { throw BudgetProblems(all: problems) }
        self.rules = Self.resolved(rules)
        self.text = text
        self.source = source
        self.baseline = baseline
    }

    /// The budgets' rules as one, in their order.
    public init(_ budgets: [Budget]) {
        rules = Self.resolved(budgets.flatMap(\.rules))
        text = budgets.map(\.text).joined(separator: "\n")
        source = budgets.first?.source ?? ""
        baseline = budgets.lazy.compactMap(\.baseline).first
    }

    private init(_ rules: [BudgetRule], of budget: Budget) {
        self.rules = rules
        text = budget.text
        source = budget.source
        baseline = budget.baseline
    }

    /// The budget without some of its rules; what `other` is stays.
    func without(_ isLeftOut: (BudgetRule) -> Bool) -> Budget {
        Budget(rules.filter { !isLeftOut($0) }, of: self)
    }

    /// What the rules name, `other` apart.
    var namedOperations: NamedOperations { NamedOperations(rules) }

    /// The rules, with `other` as what none of them names.
    private static func resolved(_ rules: [BudgetRule]) -> [BudgetRule] {
        let named = NamedOperations(rules)
        return rules.map { rule in
            var rule = rule
            rule.selector.leaveOut(named)
            return rule
        }
    }

    /// The lines of a text, without what ends them.
    static func lines(_ text: String) -> [Substring] {
        var lines: [Substring] = []
        var rest = text[...]
        while let newline = rest.utf8.firstIndex(of: 0x0A) {
            lines.append(rest[..<newline])
            rest = rest[rest.utf8.index(after: newline)...]
        }
        lines.append(rest)
        return lines.map { $0.utf8.last == 0x0D ? Substring($0.utf8.dropLast()) : $0 }
    }
}

/// What a budget names as its baseline.
public struct BaselineReference: Sendable, Hashable {
    /// A set of sessions, or the path of a file.
    public let set: String
    public let place: BudgetRule.Place
}

/// Something that is wrong with a budget.
public struct BudgetProblem: Error, Sendable, Equatable, CustomStringConvertible {
    public let place: BudgetRule.Place
    /// In characters, from 1.
    public let column: Int
    /// What is wrong, and what was expected.
    public let sentence: String

    public var description: String { "\(place.source):\(place.line):\(column): \(sentence)" }
}

/// All that is wrong with a budget, by lines.
public struct BudgetProblems: Error, Sendable {
    public let all: [BudgetProblem]
}
