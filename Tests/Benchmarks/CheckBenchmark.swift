import CSMTestSupport
import Foundation

/// A session of 1,000,000 calls with 100 marks, judged by budgets and drawn as a trace.
enum CheckBenchmark {
    private static let count = 1_000_000

    static func run() throws -> Bool {
        let folder = try TemporaryFolder()
        let database = folder.path("sessions.db")
        let plain = folder.path("calls.jsonl")
        try GeneratedCalls(count, marks: 100).write(to: plain)
        _ = try measure(["import", plain], database)
        try FileManager.default.removeItem(atPath: plain)
        let stats = try typical(["stats"], database)
        func check(_ rules: [String]) throws -> (seconds: Double, memory: Int) {
            let budget = folder.path("csm.budget")
            try Data(rules.joined(separator: "\n").utf8).write(to: URL(filePath: budget))
            return try typical(["check", "--budget", budget], database)
        }
        let met = try check(latencies("< 1000m"))
        let shown = try check(latencies("< 1000m") + latencies("< 1ms", isWarning: true))
        let more = try check(latencies("< 1000m") + ofEvents)
        func text(_ check: (seconds: Double, memory: Int)) -> String {
            "\(figure(check.seconds)) s, \(figure(check.seconds / stats.seconds)) times"
        }
        print(
            """
            check: \(count) calls by 50 latency rules in \(text(met)) what stats takes; with 50 \
            more that are breached, and so show calls, \(text(shown)); with ten of bursts and ten \
            of marks \(text(more)), peak memory \(met.memory), \(shown.memory) and \
            \(more.memory) MB
            """)
        let export = try typical(["export"], database)
        let trace = try typical(["export", "--format", "chrome"], database)
        print(
            """
            trace: \(count) calls in \(figure(trace.seconds)) s, \
            \(figure(trace.seconds / export.seconds)) times what their export as JSON Lines \
            takes, peak memory \(trace.memory) MB
            """)
        return true
    }

    /// Ten metrics of all operations, and 40 operations on their own.
    private static func latencies(_ limit: String, isWarning: Bool = false) -> [String] {
        let ofAll = ["p50", "p75", "p90", "p95", "p99", "p99.9", "min", "mean", "max", "time"]
            .map { "*: \($0)" }
        let ofOne = (0..<40).map { "Service\($0 / 5).Operation\($0): p95" }
        return (ofAll + ofOne).map { (isWarning ? "warn " : "") + "\($0) \(limit)" }
    }

    private static let ofEvents = (0..<10).flatMap { index in
        [
            "Service\(index).*: burst(\(index * 50)ms) <= \(count)",
            "total Service\(index).*, per=mark: calls <= \(count)",
        ]
    }

}
