/// Lowers limits that have slack to what was measured, and leaves every other byte of a budget as
/// it is.
public struct Ratchet {
    /// A limit that was lowered.
    public struct Change: Sendable, Equatable {
        public let place: BudgetRule.Place
        public let rule: String
        public let old: String
        public let new: String
    }

    public let changes: [Change]
    /// The budget's text with the lower limits.
    public let text: String

    /// `verdicts` are those of the budget's rules.
    public init(_ budget: Budget, _ verdicts: [Verdict]) {
        var changes: [Change] = []
        var bytes = Array(budget.text.utf8)
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == 0x0A { starts.append(index + 1) }
        // From the end on, so that places before stay where they are.
        for rule in budget.rules.reversed() {
            let own = verdicts.filter { $0.rule == rule }
            guard let limit = Self.lowered(rule, own) else { continue }
            let start = starts[rule.place.line - 1]
            let range = start + rule.limitRange.lowerBound..<start + rule.limitRange.upperBound
            bytes.replaceSubrange(range, with: Array(limit.utf8))
            changes.append(
                Change(
                    place: rule.place, rule: rule.source, old: rule.limit.text, new: limit))
        }
        self.changes = changes.reversed()
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// The lower limit as it is to be written; `nil` where it stays.
    private static func lowered(_ rule: BudgetRule, _ verdicts: [Verdict]) -> String? {
        let judged = verdicts.filter { $0.outcome != .notApplied }
        // What cannot be told, or is breached, is no ground to lower a limit on.
        guard rule.comparison.isUpperBound, !rule.isRelative, !judged.isEmpty,
            judged.allSatisfy({ $0.outcome == .met })
        else { return nil }
        let measured = judged.compactMap(\.measured).max()
        switch rule.metric.kind {
        case .count:
            // Of what nothing matched, nothing is allowed.
            let count = (measured ?? Quantity(0)).whole ?? 0
            let limit = rule.comparison == .below ? count + 1 : count
            return Quantity(limit) < rule.limit.quantity ? String(limit) : nil
        case .latency:
            guard let measured, !judged.contains(where: \.hasFewCalls) else { return nil }
            // No limit is longer than thousands of years.
            let limit = Headroom.latency(Int(min(1e15, measured.value.rounded(.up))))
            guard Quantity(limit) < rule.limit.quantity else { return nil }
            return text(milliseconds: limit, in: rule.limit.unit)
        case .rate:
            guard let measured else { return nil }
            // To a hundredth of a per cent, above what was measured where that may not be reached.
            let (whole, overflows) = measured.numerator.multipliedReportingOverflow(by: 10_000)
            if overflows { return nil }
            var parts = whole / measured.denominator + (whole % measured.denominator > 0 ? 1 : 0)
            if rule.comparison == .below { parts += 1 }
            guard Quantity(parts, over: 10_000) < rule.limit.quantity else { return nil }
            return rule.limit.unit == .percent
                ? decimal(parts, places: 2) + "%" : decimal(parts, places: 4)
        }
    }

    private static func text(milliseconds: Int, in unit: Limit.Unit) -> String {
        switch unit {
        case .seconds: decimal(milliseconds, places: 3) + "s"
        case .minutes where milliseconds % 60_000 == 0: "\(milliseconds / 60_000)m"
        case .minutes: decimal(milliseconds, places: 3) + "s"
        default: "\(milliseconds)ms"
        }
    }

    /// `number` divided by a power of ten, without zeros that say nothing.
    private static func decimal(_ number: Int, places: Int) -> String {
        let scale = (0..<places).reduce(1) { power, _ in power * 10 }
        var fraction = String(String(number % scale + scale).dropFirst())
        while fraction.last == "0" { fraction.removeLast() }
        return fraction.isEmpty ? "\(number / scale)" : "\(number / scale).\(fraction)"
    }
}
