public import CSMAnalysis

/// What `run` and `listen` say when they are done, line by line.
public struct RunSummary: Sendable {
    /// What 80 columns have room for behind "csm-record: ".
    private static let width = 68

    private let report: LatencyReport
    private let session: SessionOverview

    /// `nil` for a report of more sessions than one, or of none.
    public init?(_ report: LatencyReport) {
        guard report.sessions.count == 1 else { return nil }
        session = report.sessions[0]
        self.report = report
    }

    /// `operations` is how many of the slowest operations to name; `nil` names all.
    public func lines(operations: Int?) -> [String] {
        guard session.completeness.received > 0 else { return nothingReceived }
        var lines = [overview]
        lines += slowest(report.rows.prefix(operations ?? report.rows.count))
        let sentence = DisplayText.wrapped(session.completeness.sentence, to: Self.width)
        lines += sentence.split(separator: "\n").map(String.init)
        lines.append("session \(session.id)" + (session.name.map { " \"\($0)\"" } ?? ""))
        return lines.map(DisplayText.line)
    }

    private var overview: String {
        let total = report.total
        let parts = [
            "\(Figures.counted(total.calls ?? 0, "call"))"
                + " to \(Figures.counted(report.rows.count, "operation"))",
            Figures.counted(total.errors, "error"),
            Figures.counted(total.retries ?? 0, "retry", "retries"),
            Figures.counted(total.throttles, "throttle"),
            Figures.duration(milliseconds: total.latencies.total) + " in calls",
        ]
        return parts.joined(separator: ", ")
    }

    private func slowest(_ rows: ArraySlice<StatisticsRow>) -> [String] {
        let names = rows.map { row in
            DisplayText.line(row.group.map { $0 ?? "" }.joined(separator: "."))
        }
        let width = names.map(DisplayText.width).max() ?? 0
        let counts = rows.map { Figures.counted($0.calls ?? 0, "call") }
        let countWidth = counts.map(\.count).max() ?? 0
        return zip(zip(names, counts), rows).map { text, row in
            let padding = String(repeating: " ", count: width - DisplayText.width(text.0))
            let countPadding = String(repeating: " ", count: countWidth - text.1.count)
            let time = row.totalLatency.map { Figures.duration(milliseconds: $0) } ?? "no latency"
            return "  \(text.0)\(padding)  \(countPadding)\(text.1)  \(time)"
        }
    }

    private var nothingReceived: [String] {
        let isLeft = session.completeness.processesLeft > 0
        return [
            "no datagram was received. Why that may be:",
            "  - nothing called AWS: presigning a URL, for one, sends nothing;",
            "  - its SDK never sends Client Side Monitoring: JavaScript v3,",
            "    Go v2, Java v2, Rust, Kotlin, Swift, and what is built on them;",
            "  - it ended before its SDK had sent: Go v1 and Java v1 send in the",
            "    background;",
            "  - AWS_CSM_ENABLED or AWS_CSM_PORT was changed on the way, or the",
            "    SDK was told csm_enabled = false\(isLeft ? ";" : ".")",
        ] + (isLeft ? ["  - what calls AWS was left running: see --wait."] : [])
            + ["session \(session.id)"]
    }
}
