import CSMTestSupport
import Foundation

/// A session of 1,000,000 calls imported, exported and counted.
///
/// `stats` is measured against SQLite's window functions over a plain table of the same calls,
/// with an index that holds all they need.
enum HistoryBenchmark {
    private static let count = 1_000_000

    static func run() throws -> Bool {
        let folder = try TemporaryFolder()
        let database = folder.path("sessions.db")
        let plain = folder.path("calls.jsonl")
        try GeneratedCalls(count).write(to: plain)
        let importing = try measure(["import", plain], database)
        let exported = folder.path("session.jsonl")
        let exporting = try measure(["export", "-o", exported], database)
        let bytes = try fileSize(of: exported)
        let copying = try seconds {
            _ = try Program.run("/bin/dd", ["if=\(exported)", "of=\(exported).copy", "bs=256K"])
        }
        try FileManager.default.removeItem(atPath: exported + ".copy")
        let importingAgain = try measure(["import", exported], folder.path("other.db"))
        print(
            """
            history: \(count) calls imported at \(rate(importing.seconds)) events a second from \
            plain lines, \(rate(importingAgain.seconds)) from an export; exported at \
            \(rate(exporting.seconds)), \(figure(exporting.seconds / copying)) times what dd takes \
            for its \(bytes >> 20) MB; peak memory \(importingAgain.memory) and \(exporting.memory) MB
            """)
        return try compareStatistics(database, folder)
    }

    private static func compareStatistics(
        _ database: String, _ folder: TemporaryFolder
    ) throws -> Bool {
        let own = try (0..<3).map { _ in try measure(["stats", "--format", "json"], database) }
        let windowed = folder.path("plain.db")
        _ = try Program.run(
            "/usr/bin/env",
            [
                "sqlite3", windowed,
                """
                ATTACH '\(database)' AS recorded;
                CREATE TABLE calls AS SELECT service, api, latency_ms, is_error, attempts
                    FROM recorded.calls;
                CREATE INDEX covering ON calls (service, api, latency_ms, is_error, attempts);
                ANALYZE;
                """,
            ])
        let other = try (0..<3).map { _ in
            try seconds { _ = try Program.run("/usr/bin/env", ["sqlite3", windowed, windowQuery]) }
        }
        let small = folder.path("small.db")
        try GeneratedCalls(count / 10).write(to: folder.path("small.jsonl"))
        _ = try measure(["import", folder.path("small.jsonl")], small)
        let tenth = try (0..<3).map { _ in try measure(["stats", "--format", "json"], small) }
        let ratio = median(other) / median(own.map(\.seconds))
        let growth = median(own.map(\.seconds)) / median(tenth.map(\.seconds))
        print(
            """
            stats: \(count) calls in \(figure(median(own.map(\.seconds)))) s, \(figure(ratio)) \
            times faster than window functions over a plain indexed table, \(figure(growth)) times \
            what a tenth of the calls takes, peak memory \(own.map(\.memory).max() ?? 0) MB
            """)
        let stats = try JSON(
            Program.csmRecord(["stats", "--format", "json"], database: database).output)
        return stats["total"]["calls"].int == count
    }

    private static let windowQuery = """
        WITH ranked AS (
            SELECT service, api, latency_ms, is_error, attempts,
                row_number() OVER (PARTITION BY service, api ORDER BY latency_ms) AS rank,
                count(*) OVER (PARTITION BY service, api) AS n
            FROM calls
        )
        SELECT service, api, count(*), sum(is_error), sum(attempts - 1), sum(latency_ms),
            min(latency_ms), avg(latency_ms),
            min(latency_ms) FILTER (WHERE rank >= (n * 50 + 99) / 100),
            min(latency_ms) FILTER (WHERE rank >= (n * 90 + 99) / 100),
            min(latency_ms) FILTER (WHERE rank >= (n * 95 + 99) / 100),
            min(latency_ms) FILTER (WHERE rank >= (n * 99 + 99) / 100), max(latency_ms)
        FROM ranked GROUP BY service, api ORDER BY 6 DESC
        """

    private static func rate(_ seconds: Double) -> String {
        "\(Int(Double(count) / seconds / 1_000) * 1_000)"
    }
}

/// Calls of fifty operations by eight threads, one after another in each, as plain JSON Lines.
struct GeneratedCalls {
    private let count: Int

    /// How many marks there are, one after another.
    private let marks: Int

    private let seed: UInt64

    init(_ count: Int, marks: Int = 0, seed: UInt64 = 1) {
        self.count = count
        self.marks = marks
        self.seed = seed
    }

    func write(to path: String) throws {
        var random = SeededGenerator(seed: seed)
        var clocks = [Int](repeating: 1_795_427_367_000, count: 8)
        var output = Data()
        output.reserveCapacity(count * 400)
        for index in 0..<count {
            if marks > 0, index % (count / marks) == 0 {
                let mark = index / (count / marks)
                if mark > 0 { output.append(contentsOf: Self.mark(mark - 1, "end").utf8) }
                output.append(contentsOf: Self.mark(mark, "begin").utf8)
            }
            let thread = Int.random(in: 0..<8, using: &random)
            let operation = Int.random(in: 0..<50, using: &random)
            // From 1 ms to some seconds, most of them short.
            let latency = Int(
                pow(10, Double.random(in: 0...2, using: &random)) * Double(1 + operation))
            clocks[thread] += Int.random(in: 0...20, using: &random)
            let status = Int.random(in: 0..<100, using: &random) == 0 ? 500 : 200
            output.append(
                contentsOf: """
                    {"Version":1,"ClientId":"csm-lab","Type":"ApiCall","Service":"Service\(operation / 5)",\
                    "Api":"Operation\(operation)","Timestamp":\(clocks[thread]),"Region":"us-east-1",\
                    "UserAgent":"Boto3/1.44.5 md/Botocore#1.44.5 ua/2.1 os/linux#6.8.0-generic \
                    md/arch#x86_64 lang/python#3.11.7 md/pyimpl#CPython m/N,D,g,Z,b \
                    cfg/retry-mode#legacy Botocore/1.44.5","AttemptCount":1,"Latency":\(latency),\
                    "MaxRetriesExceeded":0,"FinalHttpStatusCode":\(status)}\n
                    """.utf8)
            clocks[thread] += latency
        }
        try output.write(to: URL(filePath: path))
    }

    private static func mark(_ number: Int, _ phase: String) -> String {
        """
        {"Version":1,"Type":"CsmRecordMark","ClientId":"csm-lab","Mark":"test \(number)",\
        "Phase":"\(phase)"}\n
        """
    }
}
