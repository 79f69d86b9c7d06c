import CSMTestSupport
import Foundation
import Synchronization
import Testing

/// Databases that were damaged, or made to do harm: whoever reads them says so, or reads on.
struct HostileDatabaseTests {
    private static let least = "-9223372036854775808"
    private static let most = "9223372036854775807"

    /// SQLite does not change a table that a view reads.
    private static let noViews = [
        "calls", "attempts", "errors", "operation_stats", "sessions_overview",
    ]
    .map { "DROP VIEW \($0);" }.joined()

    /// Changes to a good database, each a file of its own.
    static let changes: [String] =
        ["0", "-1", "2147483648", least, most].map { "PRAGMA user_version = \($0)" }
        + [
            "UPDATE sessions SET started_us = ", "UPDATE sessions SET ended_us = ",
            "UPDATE sessions SET received = ", "UPDATE sessions SET dropped_by_kernel = ",
            "UPDATE sessions SET exit_code = ", "UPDATE series SET events = ",
            "UPDATE series SET attempts_expected = ", "UPDATE series SET retries = ",
            "UPDATE series SET status = ", "UPDATE latencies SET events = ",
            "UPDATE busy SET end_ms = ", "UPDATE events SET t_us = ",
            "UPDATE events SET start_ms = ",
            "UPDATE events SET latency_ms = ", "UPDATE events SET attempt_count = ",
            "UPDATE events SET port = ",
        ].flatMap { [$0 + least, $0 + most] } + [
            "DELETE FROM latencies; INSERT INTO latencies SELECT id, \(most), \(most) FROM series",
            "DELETE FROM latencies; INSERT INTO latencies SELECT id, 2147483647, 4294967296 FROM series",
            "DELETE FROM busy; INSERT INTO busy SELECT id, \(least), \(most) FROM series",
            "UPDATE series SET retries = 1 << 61, attempts_expected = 1 << 61",
            "UPDATE sessions SET number = \(most)", "UPDATE sessions SET number = -5",
            "UPDATE sessions SET tags = 'no JSON'", "UPDATE sessions SET tags = '[1,{\"a\":2}]'",
            "UPDATE sessions SET command = '{'", "UPDATE sessions SET command = '7'",
            "UPDATE sessions SET id = ''", "UPDATE sessions SET id = 'a' || char(27) || '[2J'",
            "UPDATE series SET level = 'none'", "DELETE FROM series", "DELETE FROM events",
            "UPDATE events SET series = 99", "UPDATE events SET bytes = zeroblob(70000)",
            "UPDATE events SET bytes = x''", "UPDATE events SET message = printf('%70000s', 7)",
            "\(noViews) ALTER TABLE sessions DROP COLUMN ended_us",
            "\(noViews) ALTER TABLE events DROP COLUMN start_ms",
            "\(noViews) ALTER TABLE series DROP COLUMN retries", "DROP TABLE latencies",
            "DROP TABLE busy",
            "DROP TABLE events", "DROP TABLE packs", "DROP TABLE sessions",
        ]
        + ["sessions", "events", "series", "latencies", "busy"].map {
            """
            DROP TABLE \($0); CREATE VIEW \($0) AS WITH RECURSIVE endless(n) AS
            (SELECT 1 UNION ALL SELECT n + 1 FROM endless) SELECT n FROM endless
            """
        }
        + [
            // Without STRICT, any column holds anything, and any id comes twice.
            """
            \(noViews) CREATE TABLE t AS SELECT * FROM sessions; DROP TABLE sessions;
            ALTER TABLE t RENAME TO sessions; INSERT INTO sessions SELECT * FROM sessions;
            """,
            """
            \(noViews) CREATE TABLE t AS SELECT * FROM series; DROP TABLE series;
            ALTER TABLE t RENAME TO series; INSERT INTO series SELECT * FROM series;
            UPDATE series SET events = 'many', status = 1.5e300, service = NULL;
            """,
            """
            \(noViews) CREATE TABLE t AS SELECT * FROM events; DROP TABLE events;
            ALTER TABLE t RENAME TO events; INSERT INTO events SELECT * FROM events;
            """,
            """
            DROP TABLE busy; CREATE VIRTUAL TABLE busy USING fts5(series, start_ms, end_ms)
            """,
        ]

    /// `FILE` is the database, `OUT` and `OTHER` are files to be written.
    private static let commands: [[String]] = [
        ["stats"], ["stats", "--by", "mark,host", "--level", "attempt", "--histogram"],
        ["show", "--attempts"], ["policy"], ["policy", "--from", "0ms"],
        ["sessions"], ["sessions", "show", "--format", "json"],
        ["check", "--assert", "total: calls <= 4000", "--assert", "*: p95 < 3600s"],
        ["export"], ["export", "--format", "csv"], ["export", "--format", "chrome"],
        ["export", "--format", "sqlite", "-o", "OUT"], ["replay", "--dry-run", "--retime"],
        ["stats", "FILE"], ["--db", "OTHER", "import", "FILE"],
    ]

    @Test(arguments: changes)
    func `a database nobody vouched for is read or refused`(change: String) throws {
        let recorded = try Recorded()
        let good = recorded.folder.path("good.db")
        try Data(contentsOf: URL(filePath: try Self.good.get())).write(to: URL(filePath: good))
        let changed = try Program.run(
            "/usr/bin/sqlite3", ["-batch", good, "PRAGMA foreign_keys = OFF; " + change])
        #expect(changed.errors.isEmpty)
        for command in Self.commands {
            let database = recorded.folder.path("changed.db")
            for suffix in ["", "-wal", "-shm"] { unlink(database + suffix) }
            try FileManager.default.copyItem(atPath: good, toPath: database)
            let arguments = command.map {
                switch $0 {
                case "FILE": database
                case "OUT": recorded.folder.path("out.db")
                case "OTHER": recorded.folder.path("other.db")
                default: $0
                }
            }
            let own = arguments.first == "--db"
            let result = try Program.csmRecord(
                own ? Array(arguments.dropFirst(2)) : arguments,
                database: own ? arguments[1] : database)
            #expect(
                result.signal == 0 && [0, 65, 66, 98, 99].contains(result.status),
                """
                \(command.joined(separator: " ")): \(result.status), \(result.errors)
                """)
            if result.status == 65 {
                #expect(result.errors.hasPrefix("csm-record: cannot "))
                #expect(result.errors.split(separator: "\n").count <= 2)
            }
        }
    }

    @Test func `a trigger that goes on for ever is stopped`() throws {
        let recorded = try Recorded()
        try recorded.record("one")
        _ = try recorded.query(
            """
            CREATE TRIGGER t BEFORE UPDATE ON sessions BEGIN SELECT (WITH RECURSIVE endless(n) AS
            (SELECT 1 UNION ALL SELECT n + 1 FROM endless) SELECT count(*) FROM endless); END
            """)
        let result = try recorded("sessions", "rename", "one", "two")
        #expect(result.status == 65)
        #expect(
            result.errors.hasPrefix("csm-record: cannot rename a session: the database is damaged"))
    }

    /// A session of a capture, at rest.
    private static let good = Result {
        let recorded = try Recorded()
        try recorded.record("good")
        let folder = try TemporaryFolder()
        kept.withLock { $0 = folder }
        let path = folder.path("good.db")
        _ = try recorded("export", "--format", "sqlite", "-o", path)
        return path
    }
    private static let kept = Mutex<TemporaryFolder?>(nil)
}
