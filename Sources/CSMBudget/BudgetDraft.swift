import CSMAnalysis
import CSMEvents

/// A first budget for sessions, which they meet: counts as they were, latencies with headroom.
public struct BudgetDraft {
    private struct Operation {
        let service: String
        let api: String
        var calls = 0
        var errors = 0
        var latencies = LatencyHistogram()
    }

    private let sessions: [CheckedSession]

    public init(_ sessions: [CheckedSession]) { self.sessions = sessions }

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
            "# All calls together. Counts are exact: the best gate there is.",
            "total: calls <= \(calls)",
            "",
        ]
        let failing = operations.filter { $0.errors > 0 }
        if failing.isEmpty {
            lines += ["# Nothing failed.", "*: errors == 0", ""]
        } else {
            lines += [
                "# Some calls failed, and no more are to. What failed has its own limit below."
            ]
            lines += ["total: errors <= \(failing.reduce(0) { $0 + $1.errors })", ""]
        }
        lines += ["# Each operation: as many calls as there were."]
        for operation in operations {
            let selector = Self.selector(operation.service, operation.api)
            lines.append("\(selector): calls <= \(operation.calls)")
            if operation.errors > 0 {
                lines.append("\(selector): errors <= \(operation.errors)")
            }
        }
        return (lines + latencyLines(operations)).joined(separator: "\n") + "\n"
    }

    /// Only where there are enough calls for a percentile to mean something.
    private func latencyLines(_ operations: [Operation]) -> [String] {
        guard let p95 = Percentile("95") else { return [] }
        var lines = [
            "", "# Latency, with half again as much as was measured. Operations of fewer than",
            "# \(p95.supportingCount) calls have no p95 that means something.",
        ]
        for operation in operations where operation.latencies.count >= p95.supportingCount {
            guard let measured = operation.latencies.latencies(at: [p95])[0] else { continue }
            let selector = Self.selector(operation.service, operation.api)
            lines.append(
                "\(selector): p95 < \(Headroom.latency(measured))ms    # was \(measured)ms")
        }
        return lines.count > 3 ? lines : []
    }

    /// By what took most time.
    private var operations: [Operation] {
        var operations: [String: Operation] = [:]
        for session in sessions {
            for (place, labels) in session.trace.labels.enumerated() where labels.level == .call {
                let key = "\(labels.service)\0\(labels.api)"
                var operation =
                    operations[key] ?? Operation(service: labels.service, api: labels.api)
                let calls = session.callsByLabels[place]
                operation.calls += calls.count
                if labels.isError { operation.errors += calls.count }
                for call in calls {
                    if let latency = session.trace.calls[call].latency {
                        operation.latencies.add(milliseconds: Int(latency))
                    }
                }
                operations[key] = operation
            }
        }
        return operations.values.filter { $0.calls > 0 }.sorted {
            $0.latencies.total != $1.latencies.total
                ? $0.latencies.total > $1.latencies.total
                : ($0.service, $0.api) < ($1.service, $1.api)
        }
    }

    /// A selector that matches the operation, whatever its name: what has a meaning in a budget, or
    /// no place in one, becomes any one character.
    private static func selector(_ service: String, _ api: String) -> String {
        func escaped(_ name: String, keeping extra: String) -> String {
            String(
                String.UnicodeScalarView(
                    name.unicodeScalars.map { scalar in
                        let isPlain =
                            scalar.isASCII && scalar.properties.isAlphabetic
                            || ("0"..."9").contains(scalar) || extra.unicodeScalars.contains(scalar)
                        return isPlain ? scalar : "?"
                    }))
        }
        let selector = escaped(service, keeping: " -_") + "." + escaped(api, keeping: " -_.")
        let words = ["warn", "total"]
        let isKeyword = words.contains { selector.hasPrefix($0 + " ") }
        return isKeyword || selector.first == " " ? "?" + selector.dropFirst() : selector
    }

    /// Text that may stand in a comment.
    private static func comment(_ text: String) -> String {
        String(text.map { $0.isNewline || !$0.isASCII ? "?" : $0 })
    }
}
