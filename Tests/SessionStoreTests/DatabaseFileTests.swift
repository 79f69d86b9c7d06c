import CSMTestSupport
import Foundation
import Testing

@testable import SessionStore

struct DatabaseFileTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("a/b/sessions.db")
    }

    private func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `file and folders are for their owner alone`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: ["{}"])
        #expect(try permissions(path) == 0o600)
        #expect(try permissions(path + "-wal") == 0o600)
        #expect(try permissions(folder.path("a/b")) == 0o700)
        #expect(try permissions(folder.path("a")) == 0o700)
    }

    @Test func `is marked as ours, with its schema's number`() throws {
        _ = try SessionRecorder(describe(), at: path)
        #expect(
            try query("PRAGMA application_id; PRAGMA user_version; PRAGMA journal_mode", path)
                == ["1129532754", "6", "wal"])
    }

    @Test func `a file that is no database is refused and left alone`() throws {
        let file = folder.path("notes.txt")
        let text = String(repeating: "notes, not SQLite. ", count: 100)
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        let error = #expect(throws: StoreError.self) {
            _ = try SessionRecorder(describe(), at: file)
        }
        #expect(error?.kind == .badData)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    }

    @Test func `another program's database is refused and left alone`() throws {
        let file = folder.path("other.db")
        _ = try query("CREATE TABLE t (a); INSERT INTO t VALUES (1)", file)
        let error = #expect(throws: StoreError.self) {
            _ = try SessionRecorder(describe(), at: file)
        }
        #expect(error?.kind == .badData)
        #expect(try query("SELECT name FROM sqlite_schema", file) == ["t"])
        #expect(throws: StoreError.self) { _ = try SessionStore.open(file) }
    }

    @Test func `a newer schema is refused`() throws {
        _ = try SessionRecorder(describe(), at: path)
        _ = try query("PRAGMA user_version = 99", path)
        let error = #expect(throws: StoreError.self) { _ = try SessionStore.open(path) }
        #expect(error?.kind == .badData)
        #expect(error?.reason == "it has schema 99, but this csm-record only knows 6")
    }

    @Test func `a database that many make at once is ours to all of them`() async throws {
        for round in 0..<100 {
            let path = folder.path("\(round).db")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask { _ = try SessionStore.openOrCreate(path) }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `no file is no store`() throws {
        let isMissing = try SessionStore.open(path) == nil
        #expect(isMissing)
    }

    @Test func `a folder that is a file cannot be created`() throws {
        try "".write(toFile: folder.path("a"), atomically: false, encoding: .utf8)
        let error = #expect(throws: StoreError.self) {
            _ = try SessionRecorder(describe(), at: path)
        }
        #expect(error?.kind == .cannotCreate)
    }

    @Test(
        arguments: [
            ("/x.db", [:], "/w", "/x.db"), (nil, ["CSM_RECORD_DB": "/e.db"], "/w", "/e.db"),
            (nil, ["XDG_STATE_HOME": "/s"], "/w", "/s/csm-record/sessions.db"),
            (
                nil, ["XDG_STATE_HOME": "relative"], "/w",
                "/h/.local/state/csm-record/sessions.db"
            ),
            (
                nil, ["CSM_RECORD_DB": ""], "/",
                "/h/.local/state/csm-record/sessions.db"
            ),
        ] as [(String?, [String: String], String, String)])
    func `is looked for in the order of the contract`(
        explicit: String?, environment: [String: String], folder: String, expected: String
    ) {
        let found = DatabaseLocation.resolve(
            explicit: explicit, environment: { environment[$0] }, home: "/h", folder: folder)
        #expect(found == expected)
    }

    @Test func `the nearest folder above that is ours comes before the user's state`() throws {
        let project = folder.path(".csm-record")
        try FileManager.default.createDirectory(
            atPath: project, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o755])
        let deep = folder.path("a/b/c")
        #expect(
            DatabaseLocation.resolve(
                explicit: nil, environment: { _ in nil }, home: "/h", folder: deep)
                == project + "/sessions.db")
    }

    @Test(arguments: [0o775, 0o757, 0o777])
    func `a folder that others may write to is passed over`(mode: Int) throws {
        let project = folder.path("a/.csm-record")
        try FileManager.default.createDirectory(atPath: project, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: project)
        let above = folder.path(".csm-record")
        try FileManager.default.createDirectory(
            atPath: above, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
        )
        var refused: [String] = []
        let found = DatabaseLocation.resolve(
            explicit: nil, environment: { _ in nil }, home: "/h", folder: folder.path("a/b"),
            refuse: { refused.append($0.folder) })
        #expect(found == above + "/sessions.db")
        #expect(refused == [project])
    }
}
