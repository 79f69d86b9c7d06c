import CSMTestSupport
import Foundation

/// A session pushed to a server that only counts, against a boto3 loop that makes the same lines and
/// sends full batches to the same server.
enum PushBenchmark {
    private static let count = 300_000

    static func run() throws -> Bool {
        let folder = try TemporaryFolder()
        let database = folder.path("sessions.db")
        let plain = folder.path("calls.jsonl")
        try GeneratedCalls(count).write(to: plain)
        _ = try measure(["import", plain], database)
        let server = try CountingServer()
        var own: [(seconds: Double, memory: Int)] = []
        var boto3: [Double] = []
        for round in 0..<3 {
            let push = ["push", "-q", "--stream", "csm\(round)", "--endpoint-url", server.endpoint]
            own.append(try measure(push, database, CountingServer.environment))
            boto3.append(try server.pushByBoto3(database, count: count))
        }
        let ratio = median(boto3) / median(own.map(\.seconds))
        let bytes = try fileSize(of: plain)
        print(
            """
            push: \(count) events of \(bytes / count) bytes at \
            \(rate(median(own.map(\.seconds)))) a second, \(figure(ratio)) times as fast as a \
            boto3 loop; peak memory \(own.map(\.memory).max() ?? 0) MB
            """)
        return own.allSatisfy { $0.memory < 300 }
    }

    private static func rate(_ seconds: Double) -> Int { Int(Double(count) / seconds) }
}

/// The tests' scripted Firehose where it only counts.
private final class CountingServer {
    let endpoint: String
    private let program: RunningProgram

    static let environment = [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1", "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    ]

    init() throws {
        let script = Fixtures.root.appending(
            path: "Tests/CSMRecordTests/Oracle/firehose_server.py")
        let program = try Program.start(Program.python, [script.path, "--count-only"])
        self.program = program
        guard RunningProgram.eventually({ program.output.hasSuffix("\n") }) else {
            throw BenchmarkFailed(message: program.errors)
        }
        endpoint = "http://127.0.0.1:" + program.output.dropLast()
    }

    deinit {
        program.send(SIGKILL)
        _ = program.finish()
    }

    /// Returns the seconds it takes.
    func pushByBoto3(_ database: String, count: Int) throws -> Double {
        let script = Fixtures.root.appending(path: "Tests/Benchmarks/boto3_push.py")
        return try seconds {
            let run = try Program.run(
                Program.python, [script.path, database, endpoint],
                environment: Self.environment)
            guard run.output == "\(count)\n" else { throw BenchmarkFailed(message: run.errors) }
        }
    }
}
