import CSMTestSupport
import Foundation

/// 1,000,000 datagrams sent flat out and recorded, by turns alone and with `tail` and `top` beside
/// it: what they cost the recorder, and that nothing is lost.
enum WatchBenchmark {
    private static let count = 1_000_000
    private static let turns = 5

    static func run() throws -> Bool {
        let folder = try TemporaryFolder()
        var isComplete = true
        var alone: [Double] = []
        var watched: [Double] = []
        var longestLog = [0, 0]
        for turn in 0..<turns {
            // What comes first may find another machine than what comes second.
            for isWatched in turn.isMultiple(of: 2) ? [false, true] : [true, false] {
                let database = folder.path("\(turn)\(isWatched).db")
                let (time, log, calls) = try record(in: database, isWatched: isWatched)
                if isWatched { watched.append(time) } else { alone.append(time) }
                longestLog[isWatched ? 1 : 0] = max(longestLog[isWatched ? 1 : 0], log)
                let stats = try JSON(
                    Program.csmRecord(["stats", "--format", "json"], database: database).output)
                isComplete =
                    isComplete && stats["completeness"]["decoded"].int == count
                    && (!isWatched || calls == count / 2)
                for suffix in ["", "-wal", "-shm", "-recorders"] {
                    try? FileManager.default.removeItem(atPath: database + suffix)
                }
            }
        }
        print(
            """
            watch: \(count) datagrams flat out with tail and top beside them take \
            \(figure(median(watched) / median(alone))) times as long to record as without \
            (\(figure(median(watched))) s against \(figure(median(alone))) s), log at most \
            \(longestLog[1] >> 20) MB against \(longestLog[0] >> 20), \
            \(isComplete ? "none lost, none untold" : "SOME LOST")
            """)
        return isComplete
    }

    /// How many seconds `run` takes, how long the write-ahead log was in the end, and how many calls
    /// `tail` told of.
    private static func record(
        in database: String, isWatched: Bool
    ) throws -> (seconds: Double, log: Int, calls: Int) {
        let environment = ["CSM_RECORD_DB": database, "TERM": "xterm-256color"]
        var watchers: [RunningProgram] = []
        if isWatched {
            watchers.append(
                try Program.start(
                    "/bin/sh",
                    ["-c", "exec \"$0\" tail -q >\"$CSM_RECORD_DB.lines\"", Program.csmRecord],
                    environment: environment))
            watchers.append(
                try Program.start(
                    "/usr/bin/env", ["python3", "-c", terminal, Program.csmRecord, "top"],
                    environment: environment))
            // Both are waiting by now.
            sleep(1)
        }
        var log = 0
        let seconds = try seconds {
            let run = try Program.start(
                Program.csmRecord, ["run", "-q", "--", Program.floodSender, "\(count)"],
                environment: environment)
            while run.process.isRunning {
                log = max(log, (try? fileSize(of: database + "-wal")) ?? 0)
                usleep(20_000)
            }
            _ = run.finish()
        }
        guard isWatched else { return (seconds, log, 0) }
        // What it is behind it catches up.
        watchers[0].process.waitUntilExit()
        watchers[1].send(SIGTERM)
        watchers[1].process.waitUntilExit()
        let told = try Data(contentsOf: URL(filePath: database + ".lines"))
        try FileManager.default.removeItem(atPath: database + ".lines")
        return (seconds, log, told.reduce(0) { $1 == 0x0A ? $0 + 1 : $0 })
    }

    /// Runs a command on a terminal of 80 × 24 that is read and not shown, until SIGTERM.
    private static let terminal = """
        import os, pty, signal, sys
        pid, terminal = pty.fork()
        if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
        signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))
        try:
            while os.read(terminal, 65536): pass
        except OSError: pass
        os.waitpid(pid, 0)
        """
}
