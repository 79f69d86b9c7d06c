import CSMTestSupport
import Foundation

/// `--athena`, asked of a scripted Athena.
struct AthenaRun {
    let server: AthenaServer

    /// `control` is added to an answer of three calls, in the server's own words.
    init(_ control: String = "") throws {
        let columns = Self.columns.map { "\"\($0)\"" }.joined(separator: ", ")
        let own = control.isEmpty ? "" : ", \(control)"
        server = try AthenaServer(
            control: "{\"columns\": [\(columns)], \"rows\": [\(Self.rows)]\(own)}", isReused: true)
    }

    /// Of a histogram, the plainest one.
    static let columns = [
        "is_total", "service", "api", "is_call", "is_error", "is_throttle", "is_span",
        "latency_ms", "events", "attempts_expected", "retries", "counted", "first_ms", "last_ms",
        "sessions", "session_name", "session_function",
    ]

    private static let rows = """
        [1, null, null, null, null, null, null, null, 3, 4, 1, 3, 1795000000000, 1795000009000, 2,
        null, null],
        [0, "DynamoDB", "GetItem", true, false, false, false, 5, 2, 2, 0, 2, 1795000000000,
        1795000001000, 2, null, null],
        [0, "S3", "PutObject", true, true, false, false, 70, 1, 2, 1, 1, 1795000009000,
        1795000009000, 1, null, null]
        """

    /// What is asked where a test does not say it.
    static let stats = ["stats", "--format", "json"]

    /// `attempts` is how often a call is sent that gets no answer it can go by.
    func start(
        _ more: [String] = [], of command: [String] = stats, at endpoint: String? = nil,
        attempts: Int = 2,
        environment: [String: String] = [:]
    ) throws -> RunningProgram {
        try Program.start(
            Program.csmRecord, arguments(of: command, at: endpoint) + more,
            environment: self.environment(attempts: attempts).merging(environment) { $1 })
    }

    func arguments(of command: [String] = stats, at endpoint: String? = nil) -> [String] {
        command + [
            "--athena", "csm", "--region", "us-east-1", "--endpoint-url",
            endpoint ?? server.endpoint,
        ]
    }

    func environment(attempts: Int = 2) -> [String: String] {
        Pushed.environment.merging([
            "CSM_RECORD_DB": "/nonexistent/no.db", "AWS_MAX_ATTEMPTS": "\(attempts)",
        ]) { $1 }
    }

    func callAsFunction(
        _ more: [String] = [], of command: [String] = stats, at endpoint: String? = nil,
        attempts: Int = 2, environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try start(
            more, of: command, at: endpoint, attempts: attempts, environment: environment
        ).finish()
    }

    /// What the server says of the one query that there may be, and how it was called.
    struct Ledger {
        let query: JSON
        let queries: Int
        let violations: [String]
        /// As the first letters of start, look, read and end.
        let calls: String

        var isRunning: Bool { query["is_running"].value as? Bool ?? false }
        var isStopped: Bool { query["is_stopped"].value as? Bool ?? false }
    }

    func ledger() throws -> Ledger {
        let ledger = try server.ledger()
        let letters = [
            "StartQueryExecution": "s", "GetQueryExecution": "l", "GetQueryResults": "r",
            "StopQueryExecution": "e",
        ]
        return Ledger(
            query: ledger["queries"][0], queries: ledger["queries"].array.count,
            violations: ledger["violations"].array.compactMap(\.string),
            calls: ledger["calls"].array.compactMap { letters[$0["action"].string ?? ""] }
                .joined())
    }

    /// Waits until the server has been called in that way.
    func hasBeenCalled(_ calls: String) throws -> Bool {
        try RunningProgram.eventually { try ledger().calls.hasPrefix(calls) }
    }
}
