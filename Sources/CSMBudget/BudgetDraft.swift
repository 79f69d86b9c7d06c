import CSMAnalysis
import CSMEvents

/// A first budget for sessions: counts as they were, latencies with headroom.
///
/// They meet it, unless data is missing from them: then nobody can tell.
public struct BudgetDraft {
    private struct Figures {
        let operation: Operation
        var calls = 0
        var errors = 0
        var latencies = LatencyHistogram()

        /// Whether no call is silent about its latency, for else nobody can tell whether a limit
        /// is met.
        var tellsAllLatencies: Bool { calls > 0 && latencies.count == calls }
    }

    private let sessions: [CheckedSession]

    /// `nil` where not a single call was recorded.
    public init?(_ sessions: [CheckedSession]) {
        guard sessions.contains(where: { $0.callCount > 0 }) else { return nil }
        self.sessions = sessions
    }

    /// The budget's text, with comments that say what it is.
    public var text: String {
        let operations = operations
        let calls = operations.reduce(0) { $0 + $1.calls }
        let names = sessions.map { session in
            session.overview.id + (session.overview.name.map { " (\(Self.comment($0)))" } ?? "")
        }
        var lines = [
            "# A budget for `csm-record check`, made from session \(names.joined(separator: ", ")).",
            "# One rule a line: SELECTOR: METRIC OP VALUE. See `man csm-record`, \"Budgets\".",
            "",
            "# All calls together. Counts are exact, and so the most reliable limits.",
            "total: calls <= \(calls)",
            "",
        ]
        let failing = operations.filter { $0.errors > 0 }
        if failing.isEmpty {
            lines += ["# Nothing failed.", "*: errors == 0", ""]
        } else {
            lines += [
                "# Some calls failed; no more may fail. Each operation that failed has a limit below."
            ]
            lines += ["total: errors <= \(failing.reduce(0) { $0 + $1.errors })", ""]
        }
        lines += ["# Each operation: at most as many calls as were recorded."]
        lines += operationLines(operations)
        return (lines + latencyLines(operations)).joined(separator: "\n") + "\n"
    }

    /// Lines for each operation's selector, once, with all that it matches: each is judged by it.
    private func perSelector(
        _ operations: [Figures], among all: [Figures], _ line: (String, [Figures]) -> [String]
    ) -> [String] {
        var known: Set<OperationGlob> = []
        return operations.flatMap { operation -> [String] in
            let selector = Self.selector(operation.operation)
            let glob = OperationGlob(selector)
            guard known.insert(glob).inserted else { return [] }
            return line(
                selector,
                all.filter { glob.matches(service: $0.operation.service, api: $0.operation.api) })
        }
    }

    private func operationLines(_ operations: [Figures]) -> [String] {
        perSelector(operations, among: operations) { selector, matched in
            let calls = matched.map(\.calls).max() ?? 0
            let errors = matched.map(\.errors).max() ?? 0
            return ["\(selector): calls <= \(calls)"]
                + (errors > 0 ? ["\(selector): errors <= \(errors)"] : [])
        }
    }

    /// A limit for all calls together, then those of operations.
    private func latencyLines(_ operations: [Figures]) -> [String] {
        let lines = perSelector(operations, among: operations) { selector, matched in
            guard matched.allSatisfy(\.tellsAllLatencies),
                let most = matched.max(by: { $0.calls < $1.calls }),
                let percentile = Self.percentile(of: most.calls, among: ["95", "90"])
            else { return [] }
            let measured = matched.compactMap { $0.latencies.latencies(at: [percentile])[0] }.max()
            return [Self.line(selector, percentile.name, measured ?? 0)]
        }
        return [
            "",
            "# Latency: 1.5 times what was measured. Only operations with enough calls have a limit:",
            "# a meaningful p95 needs 59 calls, a p90 29.",
            totalLatencyLine(operations),
        ] + lines
    }

    private func totalLatencyLine(_ operations: [Figures]) -> String {
        guard operations.allSatisfy(\.tellsAllLatencies) else {
            return "# Some calls have no latency, so there is no limit for all calls together."
        }
        var all = LatencyHistogram()
        for operation in operations { all.add(operation.latencies) }
        let latencies = SortedLatencies(all)
        guard let percentile = Self.percentile(of: latencies.count, among: ["95", "90", "50"])
        else { return Self.line("total", "max", Int(latencies.maximum ?? 0)) }
        return Self.line("total", percentile.name, Int(latencies.latency(at: percentile) ?? 0))
    }

    private static func line(_ selector: String, _ metric: String, _ measured: Int) -> String {
        "\(selector): \(metric) < \(Headroom.latency(measured))ms    # was \(measured)ms"
    }

    /// The first that so many calls give a meaning.
    private static func percentile(of calls: Int, among names: [Substring]) -> Percentile? {
        names.compactMap { Percentile($0) }.first { $0.supportingCount <= calls }
    }

    /// By what took most time.
    private var operations: [Figures] {
        var operations: [Operation: Figures] = [:]
        for session in sessions {
            for sample in session.samples where sample.labels.level == .call {
                let operation = Operation(sample.labels)
                var figures = operations[operation] ?? Figures(operation: operation)
                figures.calls += sample.events
                if sample.labels.isError { figures.errors += sample.events }
                figures.latencies.add(sample.latencies)
                operations[operation] = figures
            }
        }
        return operations.values.filter { $0.calls > 0 }.sorted {
            $0.latencies.total != $1.latencies.total
                ? $0.latencies.total > $1.latencies.total
                : ($0.operation.service, $0.operation.api)
                    < ($1.operation.service, $1.operation.api)
        }
    }

    /// A selector that matches the operation, whatever its name.
    ///
    /// What has a meaning in a budget, or no place in one, becomes any one character; what is not
    /// ASCII any text, for lower case may take more characters.
    private static func selector(_ operation: Operation) -> String {
        func escaped(_ name: String, keeping extra: String) -> String {
            name.unicodeScalars.map { scalar in
                let isPlain =
                    scalar.isASCII && scalar.properties.isAlphabetic
                    || ("0"..."9").contains(scalar) || extra.unicodeScalars.contains(scalar)
                return isPlain ? String(scalar) : scalar.isASCII ? "?" : "*"
            }.joined()
        }
        // Blanks do not matter in a selector, least of all around it.
        let trimmed = escaped(operation.service, keeping: " -_").drop { $0 == " " }
        let selector = trimmed + "." + escaped(operation.api, keeping: " -_.")
        let word = selector.prefix { $0 != " " && $0 != "." }.lowercased()
        return word == "warn" || word == "total" ? "?" + selector.dropFirst() : String(selector)
    }

    /// Text that may stand in a comment.
    private static func comment(_ text: String) -> String {
        text.unicodeScalars.map { (" "..."~").contains($0) ? String($0) : "?" }.joined()
    }
}
