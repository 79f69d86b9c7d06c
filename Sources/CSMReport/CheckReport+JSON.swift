import CSMAnalysis
import CSMBudget
import CSMEvents

extension CheckReport {
    var json: JSONValue {
        .object(members + (answer.map { [("source", $0.json)] } ?? []))
    }

    private var members: [(String, JSONValue)] {
        [
            ("schema", .string("csm-record/check/1")),
            ("budget", .string(result.budget.source)),
            ("sessions", .array(sessions.map(\.reference))),
            (
                "baseline",
                result.baseline.map { .array($0.map(\.reference)) } ?? .null
            ),
            ("conclusion", .string(Self.key(result.conclusion.rawValue))),
            ("rules", .array(result.verdicts.map(json))),
            ("snapshot", result.callList.map(json) ?? .null),
            ("without_rule", .array(result.withoutRule.map { json($0, "operation") })),
            ("completeness", result.completeness.json),
        ]
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
            ("limit", .string(rule.limit.text)),
            ("expected", verdict.limit.map(number) ?? .null),
            ("measured", verdict.measured.map(number) ?? .null),
            ("slack", verdict.slack.map(number) ?? .null),
            ("calls", .integer(verdict.calls)),
            ("too_few_calls", .boolean(verdict.hasFewCalls)),
            ("reason", JSONValue(verdict.reason)),
            ("baseline", verdict.comparison.map(json) ?? .null),
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
            ("offset_ms", JSONValue(call.offset.map { Int($0) })),
            ("latency_ms", JSONValue(call.latency.map { Int($0) })),
            ("attempts", JSONValue(call.attemptCount.map { Int($0) })),
            ("host", JSONValue(call.labels.host)),
            ("status", JSONValue(call.labels.status.map { Int($0) })),
            ("exception", JSONValue(call.labels.exception)),
            ("is_error", .boolean(call.labels.isError)),
            ("is_before", .boolean(call.isBefore)),
        ])
    }

    private func json(_ comparison: BaselineComparison) -> JSONValue {
        .object([
            ("base", comparison.base.map(number) ?? .null),
            ("base_runs", .integer(comparison.baseRuns)),
            ("new_runs", .integer(comparison.newRuns)),
            (
                "new_runs_above_median",
                comparison.change.map { .integer($0.newAboveBaseMedian) } ?? .null
            ),
            ("p_value", comparison.change?.pValue.map { .number($0) } ?? .null),
        ])
    }

    private func number(_ quantity: Quantity) -> JSONValue {
        quantity.whole.map { .integer($0) } ?? .number(quantity.value)
    }

    static func key(_ words: String) -> String {
        words.split(separator: " ").joined(separator: "_")
    }
}
