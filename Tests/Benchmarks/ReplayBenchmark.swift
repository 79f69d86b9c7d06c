import CSMTestSupport
import Foundation

/// Sessions sent again: flat out, on time, and into a listener without loss.
enum ReplayBenchmark {
    static func run() throws -> Bool {
        let folder = try TemporaryFolder()
        try flatOut(folder)
        try onTime(folder)
        return try withoutLoss(folder)
    }

    /// A session of events so many microseconds apart, in a database of its own.
    private static func session(
        of count: Int, apart: Int, _ folder: TemporaryFolder
    ) throws -> [String: String] {
        let file = folder.path("\(count).jsonl")
        let event =
            #"{"Version":1,"ClientId":"c","Type":"ApiCall","Service":"S3","Api":"GetObject","Timestamp":1795427367000,"Latency":5,"AttemptCount":1,"UserAgent":"\#(String(repeating: "x", count: 250))","FinalHttpStatusCode":200}"#
        let header =
            #"{"csm_record":1,"session":{"id":"bench\#(count)","name":"b","command":[],"started_at":"2026-11-23T09:49:27Z","ended_at":"2026-11-23T09:59:27Z","datagrams":\#(count)}}"#
        var lines = [header]
        lines += (0..<count).map { "{\"t_us\":\($0 * apart),\"port\":1,\"event\":\(event)}" }
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: file, atomically: true, encoding: .utf8)
        let environment = ["CSM_RECORD_DB": folder.path("\(count).db")]
        _ = try Program.run(Program.csmRecord, ["import", "-q", file], environment: environment)
        return environment
    }

    /// Seconds that a replay says it took, its arguments added, to a socket that nobody reads.
    private static func replay(
        _ arguments: [String], _ environment: [String: String]
    ) throws -> (seconds: Double, talk: String) {
        let result = try Program.run(
            "/usr/bin/env",
            ["python3", "-c", sink, Program.csmRecord, "replay", "-v"] + arguments,
            environment: environment)
        let words = result.errors.split(separator: " ").map(String.init)
        guard result.status == 0, let place = words.firstIndex(of: "in"),
            let seconds = Double(words[place + 1])
        else { throw BenchmarkFailed(message: result.errors) }
        return (seconds, result.errors)
    }

    private static func flatOut(_ folder: TemporaryFolder) throws {
        let count = 1_000_000
        let environment = try session(of: count, apart: 1, folder)
        let bare = try (0..<3).map { _ in
            let run = try Program.run(
                "/usr/bin/env", ["python3", "-c", sink, Program.floodSender, "\(count)"])
            return Double(run.output.filter { $0 != "\n" }) ?? .nan
        }
        let own = try (0..<3).map { _ in try replay(["--speed", "max"], environment).seconds }
        print(
            """
            replay: \(count) datagrams flat out at \(figure(median(bare) / median(own) * 100)) % of \
            a plain sendmmsg loop's rate (\(figure(median(own))) s against \(figure(median(bare))) s)
            """)
        try FileManager.default.removeItem(atPath: environment["CSM_RECORD_DB"] ?? "")
    }

    private static func onTime(_ folder: TemporaryFolder) throws {
        let environment = try session(of: 1_000, apart: 2_000, folder)
        for speed in [1.0, 4.0] {
            let run = try replay(["--speed", "\(speed)"], environment)
            let wanted = 999 * 0.002 / speed
            let lateness = run.talk.split(separator: ", ").dropFirst(2).joined(separator: ", ")
            print(
                """
                replay: 1000 datagrams 2 ms apart at speed \(figure(speed)) take \
                \(figure(run.seconds / wanted * 100)) % of their time, \
                \(lateness.trimmingCharacters(in: .newlines))
                """)
        }
    }

    /// The highest of some rates at which all that is sent is received.
    private static func withoutLoss(_ folder: TemporaryFolder) throws -> Bool {
        let count = 200_000
        // 100,000 a second at speed 1.
        let environment = try session(of: count, apart: 10, folder)
        var best = ["csm-record": 0.0, "a plain receiver": 0.0]
        for speed in [0.5, 1, 1.5, 2, 2.5, 3, 4] {
            let recorded = folder.path("recorded.db")
            _ = try Program.run(
                Program.csmRecord,
                [
                    "run", "-q", "--db", recorded, "--port", "0", "--", Program.csmRecord, "replay",
                    "-q", "--speed", "\(speed)",
                ], environment: environment)
            let stats = try JSON(
                Program.csmRecord(["stats", "--format", "json"], database: recorded).output)
            if stats["completeness"]["received"].int == count { best["csm-record"] = speed }
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: recorded + suffix)
            }
            let received = try Program.run(
                "/usr/bin/env",
                [
                    "python3", "-c", receiver, Program.csmRecord, "replay", "-q", "--speed",
                    "\(speed)",
                ],
                environment: environment)
            if received.output == "\(count)\n" { best["a plain receiver"] = speed }
        }
        for (name, speed) in best.sorted(by: { $0.key > $1.key }) {
            print(
                "replay: into \(name) without loss up to \(Int(speed * 100_000)) datagrams a second"
            )
        }
        return best["csm-record"] ?? 0 > 0
    }

    /// Runs a command with a socket to send to, which nobody reads.
    private static let sink = """
        import os, socket, subprocess, sys
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0))
        os.environ.update(AWS_CSM_HOST="127.0.0.1", AWS_CSM_PORT=str(s.getsockname()[1]))
        sys.exit(subprocess.run(sys.argv[1:]).returncode)
        """

    /// Runs a command and prints how many datagrams it sent here.
    private static let receiver = """
        import os, socket, subprocess, sys
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0))
        s.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)
        os.environ.update(AWS_CSM_HOST="127.0.0.1", AWS_CSM_PORT=str(s.getsockname()[1]))
        p = subprocess.Popen(sys.argv[1:]); s.settimeout(0.3); count = 0
        while True:
            try: s.recv(4096); count += 1
            except TimeoutError:
                if p.poll() is not None: break
        print(count)
        """
}
