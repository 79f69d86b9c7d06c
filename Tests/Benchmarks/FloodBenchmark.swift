import CSMTestSupport
import Foundation

/// 1,000,000 datagrams sent flat out: the recorded sender against the sender alone, whose
/// datagrams go to a socket that nobody reads.
enum FloodBenchmark {
    private static let count = 1_000_000

    static func run() throws -> Bool {
        let folder = try TemporaryFolder()
        let bare = try (0..<3).map { _ in
            try seconds {
                _ = try Program.run(
                    "/usr/bin/env", ["python3", "-c", sink, Program.floodSender, "\(count)"])
            }
        }
        var isComplete = true
        var recorded: [Double] = []
        var memory = 0
        for index in 0..<3 {
            let database = folder.path("\(index).db")
            var result: ProgramResult?
            recorded.append(
                try seconds {
                    result = try Program.run(
                        "/usr/bin/env",
                        [
                            "python3", "-c", peakMemory, Program.csmRecord, "run", "-q", "--port",
                            "0", "--", Program.floodSender, "\(count)",
                        ], environment: ["CSM_RECORD_DB": database])
                })
            memory = max(memory, Int(result?.errors.filter(\.isNumber) ?? "") ?? 0)
            let stats = try JSON(
                Program.csmRecord(["stats", "--format", "json"], database: database).output)
            isComplete = isComplete && stats["completeness"]["decoded"].int == count
            try FileManager.default.removeItem(atPath: database)
        }
        let ratio = median(recorded) / median(bare)
        print(
            """
            flood: \(count) datagrams, run ends in \(figure(ratio)) times the bare sender's time \
            (\(figure(median(recorded))) s against \(figure(median(bare))) s), peak memory \
            \(memory / 1_024) MB, \(isComplete ? "none lost" : "SOME LOST")
            """)
        return isComplete
    }

    /// Runs a command with a socket to send to, which nobody reads.
    private static let sink = """
        import os, socket, subprocess, sys
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0))
        os.environ.update(AWS_CSM_HOST="127.0.0.1", AWS_CSM_PORT=str(s.getsockname()[1]))
        sys.exit(subprocess.run(sys.argv[1:]).returncode)
        """
}
