import CSMTestSupport
import Foundation

/// `true` under csm-record against `true` alone.
enum OverheadBenchmark {
    static func run() throws -> Bool {
        let folder = try TemporaryFolder()
        let database = ["CSM_RECORD_DB": folder.path("sessions.db")]
        func time(_ command: [String]) throws -> Double {
            let result = try Program.run(
                "/usr/bin/env", ["python3", "-c", stopwatch] + command, environment: database)
            return Double(result.output.filter { $0 != "\n" }) ?? .nan
        }
        let run = [Program.csmRecord, "run", "-q", "--port", "0"]
        let alone = try time(["/bin/true"])
        let atOnce = try time(run + ["--linger", "0ms", "--", "/bin/true"])
        let lingering = try time(run + ["--", "/bin/true"])
        print(
            """
            overhead: run adds \(figure((atOnce - alone) * 1e3)) ms to `true` with --linger 0ms \
            and \(figure((lingering - alone) * 1e3)) ms without, which itself takes \
            \(figure(alone * 1e3)) ms
            """)
        return true
    }

    /// Prints the median of the seconds that a command takes: Foundation's Process notices a
    /// program's end too late to time it.
    private static let stopwatch = """
        import statistics, subprocess, sys, time
        def run():
            start = time.perf_counter(); subprocess.run(sys.argv[1:]); return time.perf_counter() - start
        print(statistics.median(run() for _ in range(51)))
        """
}
