import CSMAnalysis
import CSMLive
import CSMTestSupport
import Foundation
import SessionFollowing
import SessionStore
import Testing

/// Sessions that are found and read while they are recorded.
struct SessionTailTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("sessions.db")
    }

    @Test func `calls are told once each, in their order, whatever their number`() throws {
        let recorder = try SessionRecorder(.live(), at: path)
        let session = try #require(try SessionFinder(in: path, since: 0).current())
        let tail = try SessionTail(session, TailQuery(operations: .all))
        func read() throws -> [Int64] {
            var told: [Int64] = []
            while let events = try tail.next() {
                #expect(events.count <= 2_000)
                told += events.map(\.event.sequence)
            }
            return told
        }
        #expect(try read() == [])
        let call = #"{"Type":"ApiCall","Service":"S3","Api":"Get","Latency":5}"#
        try recorder.store(json: Array(repeating: call, count: 5_000))
        #expect(try tail.hasNews())
        #expect(try read() == Array(1...5_000))
        #expect(try !tail.hasNews())
        try recorder.store(json: [#"{"Type":"ApiCallAttempt"}"#, call])
        #expect(try read() == [5_002])
        #expect(try tail.state() == .recording && tail.calls == 5_001)
        try recorder.finish()
        #expect(try tail.state() == .complete)
        #expect(try read() == [])
    }

    @Test func `nothing is held between two reads`() throws {
        let recorder = try SessionRecorder(.live(), at: path)
        let session = try #require(try SessionFinder(in: path, since: 0).current())
        let tail = try SessionTail(session, TailQuery(operations: .all))
        let call = #"{"Type":"ApiCall","Service":"S3","Api":"Get","Latency":5}"#
        try recorder.store(json: Array(repeating: call, count: 5_000))
        _ = try tail.next()
        // In the middle of them: a reader that held its snapshot would keep the log from being
        // emptied.
        let result = try Program.run(
            "/usr/bin/sqlite3", [path, "PRAGMA wal_checkpoint(TRUNCATE)"])
        #expect(result.output.hasPrefix("0|0|0"))
    }

    @Test func `a reader cannot write`() throws {
        let recorder = try SessionRecorder(.live(), at: path)
        let store = try #require(try SessionStore.openToFollow(path))
        #expect(throws: StoreError.self) {
            _ = try store.rename(session: 1, to: "other")
        }
        try recorder.finish()
    }

    @Test func `sessions are found as they begin, also in a file made anew`() throws {
        let finder = SessionFinder(in: path, since: 1_000)
        #expect(try finder.current() == nil && finder.next() == nil)
        // A recorder that has just made its file.
        try "".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try finder.next() == nil)
        var first: SessionRecorder? = try SessionRecorder(.live("one", 2_000), at: path)
        #expect(try finder.next()?.record.description.name == "one")
        #expect(try finder.next() == nil)
        let second = try SessionRecorder(.live("two", 3_000), at: path)
        try second.finish()
        // What is over is told, too; what began long ago was imported.
        _ = try SessionRecorder(.live("old", 500), at: path)
        #expect(try finder.next()?.record.description.name == "two")
        #expect(try finder.next() == nil)
        first = nil
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        let third = try SessionRecorder(.live("three", 4_000), at: path)
        #expect(try finder.next()?.record.description.name == "three")
        try third.finish()
        _ = first
    }
}
