import CSMEvents
import CSMTestSupport
import Testing

@testable import SessionStore

struct MigrationTests {
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
            "DROP TABLE busy; DROP TABLE unfinished; DROP TABLE last_number; PRAGMA user_version = 1",
            path)
        let store = try #require(try SessionStore.open(path))
        #expect(try store.sessions().count == 1)
        #expect(try query("PRAGMA user_version", path) == ["2"])
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
}
