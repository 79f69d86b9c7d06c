import CSMTestSupport
import Foundation

/// 1,000,000 calls, each of an operation of its own: how long `run` takes to say what it recorded
/// once its command has ended, and what `stats` takes for that session.
enum OperationsBenchmark {
    private static let count = 1_000_000
    /// Calls a second that are stored as they come.
    private static let rate = 50_000

    static func run() throws -> Bool {
        let folder = try TemporaryFolder()
        let paced = try timeBehind(["\(rate)"], folder.path("paced.db"))
        let database = folder.path("sessions.db")
        let flat = try timeBehind([], database)
        let stats = try measure(["stats"], database)
        let isComplete = [paced, flat].allSatisfy {
            $0.errors.contains("1,000,000 calls to 1,000,000 operations")
        }
        print(
            """
            operations: \(count) calls of an operation each; run ends \(figure(paced.seconds)) s \
            after its command at \(rate) a second, \(figure(flat.seconds)) s flat out, peak memory \
            \(paced.memory) and \(flat.memory) MB; stats in \(figure(stats.seconds)) s, \
            \(stats.memory) MB\(isComplete ? "" : ", SOME LOST")
            """)
        return isComplete
    }

    /// How long `run` goes on when its command has ended.
    private static func timeBehind(
        _ rate: [String], _ database: String
    ) throws -> (seconds: Double, memory: Int, errors: String) {
        let result = try Program.run(
            "/usr/bin/env",
            [
                "python3", "-c", stopwatch, Program.csmRecord, "run", "--", Program.floodSender,
                "\(count)", "distinct",
            ] + rate,
            environment: ["CSM_RECORD_DB": database])
        var lines = result.errors.split(separator: "\n")
        let figures = lines.popLast()?.split(separator: " ") ?? []
        guard result.status == 0, figures.count == 2, let seconds = Double(figures[0]),
            let memory = Int(figures[1])
        else { throw BenchmarkFailed(message: result.errors) }
        return (seconds, memory / 1_024, lines.joined(separator: "\n"))
    }

    /// Runs a command, then prints the seconds between its last output and its end, and its peak
    /// memory in KB.
    private static let stopwatch = """
        import resource, subprocess, sys, time
        program = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
        program.stdout.readline()
        start = time.perf_counter()
        code = program.wait()
        print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
            file=sys.stderr)
        sys.exit(code)
        """
}
