import CSMTestSupport
import Foundation
import Testing

@testable import SessionStore

/// A database's file that is cut while a session is recorded into it.
struct CutFileTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("sessions.db")
    }

    /// A database of many pages, none of them in a log.
    private func fill() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        for _ in 0..<40 {
            try recorder.store([[UInt8](repeating: UInt8(ascii: "x"), count: 60_000)])
        }
        try recorder.finish()
    }

    private func cut(to bytes: Int) throws { #expect(truncate(path, bytes) == 0) }

    /// Expects that storing, ending or a look at the file meets the damage.
    private func expectDamage(_ recorder: SessionRecorder, _ body: () throws -> Void) {
        let error = #expect(throws: StoreError.self) {
            try body()
            try recorder.finish()
            try recorder.checkFile()
        }
        #expect(error?.kind == .badData)
    }

    @Test(arguments: [0, 50, 5_000, 200_000])
    func `is told of`(bytes: Int) throws {
        try fill()
        let recorder = try SessionRecorder(describe(), at: path)
        try cut(to: bytes)
        expectDamage(recorder) { try recorder.store(json: ["{}"]) }
    }

    @Test(arguments: [0, 50, 5_000, 200_000])
    func `is told of although nothing that is needed was cut off`(bytes: Int) throws {
        try fill()
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: ["{}"])
        try cut(to: bytes)
        expectDamage(recorder) { try recorder.store(json: ["{}"]) }
    }

    @Test func `is told of although a checkpoint has made it as long as before`() throws {
        try fill()
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: ["{}"])
        try cut(to: 100_000)
        expectDamage(recorder) {
            for _ in 0..<40 {
                try recorder.store([[UInt8](repeating: UInt8(ascii: "y"), count: 60_000)])
            }
            _ = try query("PRAGMA wal_checkpoint", path)
        }
    }

    @Test func `harms nobody if all of it is in the log`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        try cut(to: 0)
        try recorder.store(json: ["{}", "{}"])
        try recorder.finish()
        try recorder.checkFile()
        #expect(
            try query("PRAGMA integrity_check; SELECT count(*) FROM events", path) == ["ok", "2"])
    }

    @Test func `is not what sessions leave that are removed meanwhile`() throws {
        try fill()
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: ["{}"])
        do {
            let store = try #require(try SessionStore.open(path))
            #expect(try store.remove(session: 1))
            try store.shrink()
            _ = try query("PRAGMA wal_checkpoint", path)
        }
        try recorder.store(json: ["{}"])
        try recorder.finish()
        try recorder.checkFile()
    }

    @Test func `whoever looks for that keeps its locks`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: ["{}"])
        try recorder.checkFile()
        // The last one to close a database removes its log.
        #expect(try query("SELECT count(*) FROM events", path) == ["1"])
        #expect(access(path + "-wal", F_OK) == 0)
        try recorder.finish()
        #expect(try query("SELECT count(*) FROM sessions WHERE ended_us > 0", path) == ["1"])
    }
}
