import AthenaAccess
import CSMAnalysis
import CSMBudget

@testable import FleetReading

/// A histogram's answer that is made up, and what was asked.
final class ScriptedAnswer {
    /// The evening of 2026-11-27, in milliseconds since 1970.
    static let now: Int64 = 1_795_798_800_000

    /// Values by columns; what is missing is NULL.
    private let rows: [[String: String]]
    private(set) var requests: [QueryRequest] = []

    init(_ rows: [[String: String]]) { self.rows = rows }

    var reader: FleetReader {
        FleetReader(
            workGroup: "csm", database: "csm_record", mostScanned: 1 << 30, now: Self.now
        ) { request, row in
            self.requests.append(request)
            for values in self.rows { try row(request.columns.map { values[$0] }) }
            return QueryStatistics(id: "q-1", scannedBytes: 4_321, milliseconds: 987)
        }
    }

    /// The row that counts all.
    static func total(_ events: Int = 1, sessions: Int = 1) -> [String: String] {
        ["is_total": "1", "events": "\(events)", "sessions": "\(sessions)"]
    }

    /// Calls of one latency.
    static func calls(
        _ service: String, _ latency: Int?, _ events: Int = 1, session: String? = nil,
        at received: Int64 = now - 1_000, _ more: [String: String] = [:]
    ) -> [String: String] {
        var row = [
            "is_total": "0", "service": service, "api": "Get", "is_call": "true",
            "is_error": "false", "is_throttle": "false", "is_span": "false",
            "events": "\(events)", "attempts_expected": "\(events)", "retries": "0",
            "counted": "\(events)", "first_ms": "\(received)", "last_ms": "\(received)",
            "sessions": "1",
        ]
        row["latency_ms"] = latency.map { "\($0)" }
        row["sessionid"] = session
        return row.merging(more) { $1 }
    }
}

extension FleetReader {
    func statistics(
        of selection: FleetSelection = FleetSelection(since: 0),
        by query: StatisticsQuery = StatisticsQuery()
    ) throws -> (report: LatencyReport, answer: FleetAnswer) {
        try latencyReport(
            of: selection, by: query,
            percentiles: ["50", "95"].compactMap { Percentile($0) })
    }

    func judged(_ rules: String) throws -> CheckResult {
        let budget = try Budget(rules, source: "fleet.budget")
        let checked = try checkedSessions(of: FleetSelection(since: 0), by: budget)
        return try CheckResult(checked.sessions, by: budget, isStrict: false)
    }
}
