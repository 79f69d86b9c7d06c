public import CSMAnalysis
public import CSMBudget
import CSMEvents

/// What a check found, for people and for machines.
public struct CheckReport: Sendable {
    let result: CheckResult
    /// The budget's file as GitHub knows it: from the repository's root.
    let annotatedPath: String
    /// The call list's, likewise.
    let annotatedListPath: String?
    /// Whether text tells each rule's slack, and the operations without a rule.
    let isExplained: Bool
    /// Where the figures come from, if not from recordings.
    let answer: FleetAnswer?

    /// `annotatedPath` and `annotatedListPath` are the budget's and the call list's file for
    /// annotations; `nil` takes them as they were named.
    public init(
        _ result: CheckResult, annotatedPath: String? = nil, annotatedListPath: String? = nil,
        isExplained: Bool = false, answer: FleetAnswer? = nil
    ) {
        self.result = result
        self.answer = answer
        self.annotatedListPath = annotatedListPath
        self.isExplained = isExplained
        self.annotatedPath = annotatedPath ?? result.budget.source
    }

    public func rendered(as format: CheckFormat, _ style: TextStyle) -> String {
        switch format {
        case .text: style.hasUnicode ? text(style) : DisplayText.ascii(text(style))
        case .json: json.document()
        case .junit: junit()
        case .github: github()
        case .markdown: markdown(mostBytes: Self.summaryBytes)
        }
    }

    /// What GitHub shows of a step's summary (1 MiB), with room to spare; the rest is lost.
    public static let summaryBytes = 1_000_000

    // MARK: What all formats say

    static let nothing = "no call was recorded"

    /// Those that are told one by one: pushed events may be judged all together.
    var sessions: [SessionOverview] { result.sessions.filter { !$0.id.isEmpty } }

    /// How many verdicts have an outcome, warnings apart; a call list's is one of them.
    func count(_ outcome: Verdict.Outcome, warnings: Bool) -> Int {
        result.verdicts.count { $0.outcome == outcome && $0.rule.isWarning == warnings }
            + (!warnings && result.callList?.outcome == outcome ? 1 : 0)
    }

    /// `2 breached, 1 without verdict, 12 met`.
    var tally: String {
        // Every rule's verdict is the same then.
        if result.isEmpty, result.callList == nil { return Self.nothing }
        var parts: [String] = []
        func add(_ count: Int, _ word: String) {
            if count > 0 { parts.append("\(Figures.count(count)) \(word)") }
        }
        add(count(.breached, warnings: false), "breached")
        add(count(.suspect, warnings: false), "suspect")
        add(count(.none, warnings: false), "without verdict")
        add(count(.met, warnings: false), "met")
        let warnings =
            count(.breached, warnings: true) + count(.suspect, warnings: true)
            + count(.none, warnings: true)
        add(warnings, warnings == 1 ? "warning" : "warnings")
        add(
            count(.notApplied, warnings: false) + count(.notApplied, warnings: true),
            "not applied")
        return parts.isEmpty ? "nothing was judged" : parts.joined(separator: ", ")
    }

    /// What a verdict is about: `S3.GetObject`, `test_upload: S3.GetObject`, `total`.
    func subject(_ verdict: Verdict) -> String {
        let what = verdict.operation ?? (verdict.rule.isTotal ? "total" : "")
        return [verdict.mark, what.isEmpty ? nil : what].compactMap { $0 }.joined(separator: ": ")
    }

    /// What was measured, with its unit.
    func measured(_ verdict: Verdict) -> String? {
        verdict.measured.map { text($0, verdict.rule.metric.kind) }
    }

    /// A quantity, with its unit.
    func text(_ quantity: Quantity, _ kind: Metric.Kind) -> String {
        guard quantity.numerator >= 0 else {
            return "-" + text(Quantity(-quantity.numerator, over: quantity.denominator), kind)
        }
        switch kind {
        case .count: return quantity.whole.map(Figures.count) ?? Self.digits(quantity.value)
        case .rate: return Self.digits(quantity.value * 100) + "%"
        case .latency:
            return quantity.whole.map { Figures.count($0) + " ms" }
                ?? Self.digits(quantity.value) + " ms"
        }
    }

    /// With four decimals, less the zeros at their end: enough to tell a breach from its limit.
    private static func digits(_ value: Double) -> String {
        var text = Figures.decimal(value, places: 4)
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// `calls <= 25`, `p50 <= baseline + 25% (17.5 ms)`: what was expected.
    func expected(_ verdict: Verdict) -> String {
        let rule = verdict.rule
        let text = "\(rule.metric.text) \(rule.comparison.rawValue) \(rule.limit.text)"
        guard rule.limit.isRelative, let limit = verdict.limit else { return text }
        return "\(text) (\(self.text(limit, rule.metric.kind)))"
    }

    /// `in run 2 of 5`: where each was judged on its own.
    func run(_ verdict: Verdict) -> String? {
        verdict.run.map { "in run \($0.number) of \($0.count)" }
    }

    /// `csm.budget:3`.
    func place(_ rule: BudgetRule) -> String { "\(rule.place.source):\(rule.place.line)" }

    /// In a sentence: what was expected, and what came instead.
    func sentence(_ verdict: Verdict) -> String {
        let subject = subject(verdict)
        let about = subject.isEmpty ? "" : "\(subject): "
        let run = run(verdict).map { " " + $0 } ?? ""
        let expected = expected(verdict)
        let base = verdict.rule.selector.selectsAttempts ? "attempt" : "call"
        switch verdict.outcome {
        case .breached, .met, .suspect:
            let measured = measured(verdict).map { "\($0)" } ?? "nothing matched"
            let count = Figures.counted(verdict.calls, base)
            let needsNoCount =
                verdict.measured == nil || verdict.measured?.whole == verdict.calls
                || verdict.comparison != nil
            return "\(about)expected \(expected), measured \(measured)"
                + (needsNoCount ? "" : " over \(count)") + run
        case .none, .notApplied:
            return "\(about)\(expected): \(verdict.reason ?? "no verdict")\(run)"
        }
    }

    /// `+1.234 s  S3.GetObject  120 ms  3 attempts  503 SlowDown`; of pushed events the session comes
    /// first.
    func line(_ call: WorstCall) -> String {
        var parts = [
            call.offset.map { "+" + Figures.decimal(Double($0) / 1_000, places: 3) + " s" }
                ?? "session \(call.session)"
        ]
        parts.append("\(call.labels.service).\(call.labels.api)")
        if let latency = call.latency { parts.append("\(Figures.count(Int(latency))) ms") }
        if let count = call.attemptCount, count != 1 {
            parts.append(Figures.counted(Int(count), "attempt"))
        }
        if let host = call.labels.host { parts.append(host) }
        if let status = call.labels.status { parts.append(String(status)) }
        if let exception = call.labels.exception, !exception.isEmpty,
            exception != call.labels.status.map({ String($0) })
        {
            parts.append(exception)
        }
        if call.isBefore { parts.append("(the call before)") }
        return DisplayText.line(parts.joined(separator: "  "))
    }
}
