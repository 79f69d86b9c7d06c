import CSMTestSupport
import Foundation

/// 100,000 spans a second for ten seconds, in requests of 512 over four connections; then a flood
/// of datagrams beside spans, in one recorder against one for each.
enum SpansBenchmark {
    /// Whole requests over each connection.
    private static let count = 4 * 500 * 512
    private static let datagrams = 500_000

    static func run() throws -> Bool {
        let folder = try TemporaryFolder()
        let isSound = try stream(folder.path("stream.db"))
        let pairs = try (0..<5).map { _ in
            (try flood("one", folder), try flood("apart", folder))
        }
        let ratio = median(pairs.map { $0.0.seconds / $0.1.seconds })
        let isComplete = pairs.allSatisfy { $0.0.isComplete && $0.1.isComplete }
        print(
            """
            spans: \(datagrams) datagrams flat out beside 50000 spans a second take their sender \
            \(figure(ratio)) times what they take with a recorder of their own, \
            \(isComplete ? "none lost" : "SOME LOST")
            """)
        return isSound && isComplete
    }

    private static func stream(_ database: String) throws -> Bool {
        let result = try Program.run(
            "/usr/bin/env",
            [
                "python3", "-c", peakMemory, Program.csmRecord, "run", "-q", "--otel", "--",
                Program.spanSender, "\(count)", "100000", "4",
            ], environment: ["CSM_RECORD_DB": database])
        let figures = result.output.split { $0.isWhitespace }.compactMap { Double($0) }
        guard result.status == 0, figures.count == 3,
            let memory = Int(result.errors.split(separator: "\n").last ?? "")
        else { throw BenchmarkFailed(message: result.output + result.errors) }
        let stored = try completeness(of: database)
        let isComplete =
            stored["spans_received"].int == count && stored["decoded"].int == count
        print(
            """
            spans: \(count) in \(figure(figures[0])) s, answered within \(figure(figures[1])) ms \
            (p99), peak memory \(memory / 1_024) MB, \(isComplete ? "none lost" : "SOME LOST")
            """)
        return isComplete
    }

    /// How long the sender of the datagrams took.
    private static func flood(
        _ way: String, _ folder: TemporaryFolder
    ) throws -> (seconds: Double, isComplete: Bool) {
        let (spans, own) = (folder.path("spans.db"), folder.path("own.db"))
        defer {
            for database in [spans, own] { try? FileManager.default.removeItem(atPath: database) }
        }
        let result = try Program.run(
            "/usr/bin/env",
            [
                Program.csmRecord, "run", "-q", "--otel", "--", "python3", "-c", beside, way,
                Program.csmRecord, own, Program.spanSender, Program.floodSender, "\(datagrams)",
            ], environment: ["CSM_RECORD_DB": spans])
        guard result.status == 0, let seconds = Double(result.output.filter { $0 != "\n" }) else {
            throw BenchmarkFailed(message: result.output + result.errors)
        }
        let here = try completeness(of: spans)
        let there = try way == "one" ? here : completeness(of: own)
        let events = (there["decoded"].int ?? 0) - (way == "one" ? here["spans_used"].int ?? 0 : 0)
        return (seconds, events == datagrams && here["dropped_by_recorder"].int == 0)
    }

    private static func completeness(of database: String) throws -> JSON {
        try JSON(Program.csmRecord(["stats", "--format", "json"], database: database).output)[
            "completeness"]
    }

    /// Times the sender of the datagrams while spans are sent: `one` recorder takes both, or a
    /// recorder of its own takes the datagrams.
    private static let beside = """
        import os, subprocess, sys, time
        way, record, database, spans, flood, count = sys.argv[1:]
        sender = subprocess.Popen([spans, "100000000", "50000", "4"])
        time.sleep(0.5)
        timed = '''
        import subprocess, sys, time
        start = time.perf_counter()
        subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
        print(time.perf_counter() - start)
        '''
        command = [sys.executable, "-c", timed, flood, count]
        environment = dict(os.environ)
        if way == "apart":
            command = [record, "run", "-q", "--"] + command
            for name in list(environment):
                if name.startswith(("AWS_CSM_", "CSM_RECORD_")): del environment[name]
            environment["CSM_RECORD_DB"] = database
        subprocess.run(command, env=environment, check=True)
        sender.kill()
        sender.wait()
        """
}
