import CSMAnalysis
import CSMBudget
import CSMEvents

extension CheckReport {
    var json: JSONValue {
        .object([
            ("schema", .string("csm-record/check/1")),
            ("budget", .string(result.budget.source)),
            ("sessions", .array(result.sessions.map(\.reference))),
            ("conclusion", .string(Self.key(result.conclusion.rawValue))),
            ("rules", .array(result.verdicts.map(json))),
            ("without_rule", .array(result.withoutRule.map { json($0, "operation") })),
            ("completeness", result.completeness.json),
        ])
    }

    private func json(_ verdict: Verdict) -> JSONValue {
        let rule = verdict.rule
        let unit: String =
            switch rule.metric.kind {
            case .count: "count"
            case .rate: "ratio"
            case .latency: "ms"
            }
        return .object([
            ("rule", .string(rule.source)),
            ("source", .string(rule.place.source)),
            ("line", .integer(rule.place.line)),
            ("warn", .boolean(rule.isWarning)),
            ("operation", JSONValue(verdict.operation)),
            ("mark", JSONValue(verdict.mark)),
            ("verdict", .string(Self.key(verdict.outcome.rawValue))),
            ("metric", .string(rule.metric.text)),
            ("op", .string(rule.comparison.rawValue)),
            ("unit", .string(unit)),
            ("expected", number(rule.limit.quantity)),
            ("measured", verdict.measured.map(number) ?? .null),
            ("slack", verdict.slack.map(number) ?? .null),
            ("calls", .integer(verdict.calls)),
            ("too_few_calls", .boolean(verdict.hasFewCalls)),
            ("reason", JSONValue(verdict.reason)),
            ("worst", .array(verdict.worst.map(json))),
            ("operations", .array(verdict.operations.map { json($0, "operation") })),
            ("marks", .array(verdict.marks.map { json($0, "mark") })),
        ])
    }

    private func json(_ share: Share, _ key: String) -> JSONValue {
        .object([
            (key, JSONValue(share.name)),
            ("count", .integer(share.count)),
            ("has_no_rule", .boolean(share.hasNoRule)),
        ])
    }

    private func json(_ call: WorstCall) -> JSONValue {
        .object([
            ("session", .string(call.session)),
            ("service", .string(call.labels.service)),
            ("api", .string(call.labels.api)),
            ("offset_ms", .integer(Int(call.offset))),
            ("latency_ms", JSONValue(call.latency.map { Int($0) })),
            ("attempts", JSONValue(call.attemptCount.map { Int($0) })),
            ("host", JSONValue(call.labels.host)),
            ("status", JSONValue(call.labels.status.map { Int($0) })),
            ("exception", JSONValue(call.labels.exception)),
            ("is_error", .boolean(call.labels.isError)),
            ("is_before", .boolean(call.isBefore)),
        ])
    }

    private func number(_ quantity: Quantity) -> JSONValue {
        quantity.whole.map { .integer($0) } ?? .number(quantity.value)
    }

    private static func key(_ words: String) -> String {
        words.split(separator: " ").joined(separator: "_")
    }
}
