import CSMTestSupport
import Testing

@testable import SessionStore

struct SessionRemovalTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("sessions.db")
    }

    private func record(_ name: String, rounds: Int = 1) throws {
        let recorder = try SessionRecorder(describe(name: name), at: path)
        let datagrams = try Fixtures.datagrams("boto3")
        for _ in 0..<rounds { try recorder.store(datagrams) }
        try recorder.finish()
    }

    private func counts() throws -> [String] {
        try query(
            """
            SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM series),
                (SELECT count(*) FROM latencies), (SELECT count(*) FROM busy),
                (SELECT count(*) FROM events), (SELECT count(*) FROM unfinished);
            PRAGMA foreign_key_check; PRAGMA integrity_check
            """, path)
    }

    @Test func `a removed session takes all of its own with it, and nothing else`() throws {
        try record("kept")
        let before = try counts()
        try record("removed", rounds: 1_500)  // more than one step
        let store = try #require(try SessionStore.open(path))
        let session = try #require(try store.sessions().first)
        #expect(session.description.name == "removed")
        let pages = try query("PRAGMA page_count", path)[0]
        #expect(try store.remove(session: session.number))
        #expect(try !store.remove(session: session.number))
        try store.shrink()
        #expect(try counts() == before)
        let left = try query("PRAGMA page_count; PRAGMA freelist_count", path)
        #expect(Int(left[0]) ?? 0 < (Int(pages) ?? 0) / 10)
        #expect(left[1] == "0")
    }

    @Test func `a number is not used again while its events are there`() throws {
        try record("one")
        _ = try query(
            """
            PRAGMA foreign_keys = OFF; DELETE FROM sessions;
            INSERT INTO unfinished VALUES (1, '1 1 another-boot')
            """, path)
        try record("two")
        // Never even after all is gone, for somebody may still mean the old one.
        #expect(try query("SELECT number FROM sessions", path) == ["2"])
        let store = try #require(try SessionStore.open(path))
        try store.clearUnfinished()
        #expect(try query("SELECT min(id) >> 32, count(*) FROM events", path) == ["2|78"])
        #expect(try query("SELECT count(*) FROM unfinished", path) == ["0"])
        #expect(try query("SELECT count(*) FROM series WHERE session = 1", path) == ["0"])
    }

    @Test func `what a live program is at is not cleared away`() throws {
        try record("one")
        let store = try #require(try SessionStore.open(path))
        let importer = try SessionImporter(startedAt: 0, keepsSecrets: false, into: store)
        try [UInt8]("{}".utf8).withUnsafeBufferPointer {
            _ = try importer.add($0, arrival: 0, port: 0)
        }
        try importer.delayArrivals(by: 1)  // which ends its transaction
        try #require(try SessionStore.open(path)).clearUnfinished()
        #expect(try query("SELECT count(*) FROM unfinished", path) == ["1"])
        #expect(try query("SELECT count(*) FROM events", path) == ["79"])
        #expect(try query("SELECT sum(received) FROM sessions", path) == ["78"])
        try importer.cancel()
        #expect(try query("SELECT count(*) FROM events", path) == ["78"])
    }

    @Test func `a session is renamed, unless it is gone`() throws {
        try record("old")
        let store = try #require(try SessionStore.open(path))
        #expect(try store.rename(session: 1, to: "new"))
        #expect(try store.sessions().first?.description.name == "new")
        #expect(try !store.rename(session: 2, to: "new"))
    }
}
