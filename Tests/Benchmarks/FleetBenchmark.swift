import CSMTestSupport
import Foundation

/// `stats --athena` over 1,000,000,000 events, whose histogram a scripted Athena has, against a boto3
/// loop that only reads the same rows.
enum FleetBenchmark {
    private static let operations = 200
    private static let latencies = 500
    /// Events of each latency of each operation.
    private static let events = 10_000

    static func run() throws -> Bool {
        let folder = try TemporaryFolder()
        let server = try AthenaServer(control: control)
        let environment = [
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "us-east-1", "AWS_CONFIG_FILE": "/nonexistent",
            "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
        ]
        let command = ["stats", "--athena", "csm", "--endpoint-url", server.endpoint]
        let own = try (0..<3).map { _ in
            try measure(command, folder.path("sessions.db"), environment)
        }
        let script = Fixtures.root.appending(path: "Tests/Benchmarks/boto3_rows.py")
        let rows = operations * latencies + 1
        let boto3 = try (0..<3).map { _ in
            try seconds {
                let run = try Program.run(
                    Program.python, [script.path, server.endpoint], environment: environment)
                guard run.output == "\(rows)\n" else { throw BenchmarkFailed(message: run.errors) }
            }
        }
        let time = median(own.map(\.seconds))
        let memory = own.map(\.memory).max() ?? 0
        print(
            """
            fleet: \(operations * latencies * events) events in \(rows) rows in \(figure(time)) s, \
            \(figure(median(boto3) / time)) times as fast as boto3 reads the rows; peak memory \
            \(memory) MB
            """)
        return memory < 100
    }

    /// What the server is to answer.
    private static var control: String {
        let columns = [
            "is_total", "service", "api", "is_call", "is_error", "is_throttle", "is_span",
            "latency_ms", "events", "attempts_expected", "retries", "counted", "first_ms",
            "last_ms", "sessions", "session_name", "session_function",
        ]
        let time = "1795798800000,1795798900000"
        let whole = operations * latencies * events
        var rows = [
            "[1,null,null,null,null,null,null,null,\(whole),\(whole),0,\(whole),\(time),9,null,null]"
        ]
        for operation in 0..<operations {
            for latency in 0..<latencies {
                rows.append(
                    "[0,\"Service\(operation / 10)\",\"Operation\(operation)\",true,false,false,"
                        + "false,\(latency),\(events),\(events),0,\(events),\(time),9,null,null]")
            }
        }
        let names = columns.map { "\"\($0)\"" }.joined(separator: ",")
        return "{\"columns\":[\(names)],\"rows\":[\(rows.joined(separator: ","))]}"
    }
}
