import CSMEvents
import CSMTestSupport
import Testing

@testable import SessionStore

struct MigrationTests {
    // What takes away what a later version brought.
    private static let toFifth = """
        DROP VIEW calls; DROP VIEW attempts; DROP VIEW errors; DROP VIEW sessions_overview;
        ALTER TABLE series DROP COLUMN resource; ALTER TABLE series DROP COLUMN is_span;
        ALTER TABLE events DROP COLUMN duration_us;
        ALTER TABLE sessions DROP COLUMN spans_received;
        ALTER TABLE sessions DROP COLUMN spans_used; ALTER TABLE sessions DROP COLUMN spans_joined;
        ALTER TABLE sessions DROP COLUMN spans_duplicate;
        ALTER TABLE sessions DROP COLUMN requests_refused
        """
    private static let toThird = "\(toFifth); ALTER TABLE sessions DROP COLUMN left_behind"
    private static let toSecond = "DROP TABLE packs; DROP TABLE targets"

    @Test func `a database of the second version that is only read has delivered nothing`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("sessions.db")
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.finish()
        _ = try query("\(Self.toThird); \(Self.toSecond); PRAGMA user_version = 2", path)
        let store = SessionStore(try DatabaseFile.openReadOnly(path))
        #expect(try store.sessions().count == 1)
        let target = DeliveryTarget(endpoint: "https://host/", region: "here", stream: "csm")
        #expect(try store.number(of: target) == nil)
    }

    @Test func `a database of the first version learns when its calls were in flight`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("sessions.db")
        let now = folder.path("now.db")
        for database in [path, now] {
            let recorder = try SessionRecorder(describe(), at: database)
            for capture in Fixtures.captureNames {
                try recorder.store(try Fixtures.datagrams(capture))
            }
            // One that does not say when it started.
            try recorder.store(json: [#"{"Type":"ApiCall","Latency":3}"#])
            try recorder.finish()
        }
        // As the first version left it.
        _ = try query(
            """
            \(Self.toThird); \(Self.toSecond);
            DROP TABLE busy; DROP TABLE unfinished; DROP TABLE last_number; PRAGMA user_version = 1
            """, path)
        let store = try #require(try SessionStore.open(path))
        #expect(try store.sessions().count == 1)
        #expect(try query("PRAGMA user_version", path) == ["6"])
        func union(_ database: String) throws -> [[Int64]] {
            var series: [[Int64]] = []
            try #require(try SessionStore.open(database)).forEachSeries(of: 1) {
                series.append(Interval.union($0.busy).flatMap { [$0.start, $0.end] })
            }
            return series
        }
        #expect(try union(path) == union(now))
        #expect(try union(now).joined().count > 100)
    }

    @Test func `a database of the second version can be read where it cannot be written to`() throws
    {
        let folder = try TemporaryFolder()
        let path = folder.path("sessions.db")
        do {
            let recorder = try SessionRecorder(describe(), at: path)
            try recorder.store(json: [#"{"Type":"ApiCall","Latency":3}"#])
            try recorder.finish()
        }
        _ = try query(
            """
            \(Self.toThird); \(Self.toSecond); PRAGMA user_version = 2; PRAGMA journal_mode = DELETE
            """, path)
        let file = SessionFile(path, plainSession: describe())
        #expect(try file.opened().sessions().map(\.calls) == [1])
        #expect(try query("PRAGMA user_version", path) == ["2"])
    }

    @Test(arguments: [false, true])
    func `a database of the fifth version has no spans`(isReadOnly: Bool) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("sessions.db")
        do {
            let recorder = try SessionRecorder(describe(), at: path)
            try recorder.store(
                json: [#"{"Type":"ApiCall","Service":"S3","Latency":3,"AttemptCount":2}"#])
            try recorder.finish()
        }
        _ = try query(
            "\(Self.toFifth); PRAGMA user_version = 5; PRAGMA journal_mode = DELETE", path)
        let store =
            isReadOnly
            ? SessionStore(try DatabaseFile.openReadOnly(path))
            : try #require(try SessionStore.open(path))
        let record = try #require(try store.sessions().first)
        #expect(record.counters.received == 1)
        #expect(record.counters.spansReceived == 0)
        #expect((record.attemptsExpected, record.attemptsNotShown) == (2, 0))
        try store.forEachSeries(of: record.number) {
            #expect($0.labels.resource == nil)
            #expect(!$0.labels.isSpan)
        }
        try store.forEachEvent(of: record.number) { #expect($0.duration == nil) }
        #expect(try query("PRAGMA user_version", path) == [isReadOnly ? "5" : "6"])
        guard !isReadOnly else { return }
        // Recording goes on in it.
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: [span(#""Resource":"orders""#)])
        try recorder.finish()
        #expect(
            try query(
                "SELECT service, resource, duration_us FROM calls ORDER BY sequence, service", path)
                == ["DynamoDB|orders|3210", "S3||"])
    }
}
