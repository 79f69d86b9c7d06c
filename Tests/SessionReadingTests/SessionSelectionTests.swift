import CSMAnalysis
import CSMTestSupport
import Foundation
import SessionReading
import SessionStore
import Testing

/// How users name sessions.
struct SessionSelectionTests {
    private let folder: TemporaryFolder
    private let database: String

    /// Four sessions, the newest last.
    private static let sessions: [(id: String, name: String?)] = [
        ("aa11000000000000", "nightly"), ("aa22000000000000", nil), ("bb00000000000000", "nightly"),
        ("cc00000000000000", "aa11"),
    ]

    init() throws {
        folder = try TemporaryFolder()
        database = folder.path("sessions.db")
        for (place, session) in Self.sessions.enumerated() {
            let recorder = try SessionRecorder(
                SessionDescription(
                    id: session.id, name: session.name, command: [], workingFolder: "/",
                    host: "here", tags: [], toolVersion: "1", keepsSecrets: false,
                    startedAt: Int64(place) * 1_000_000), at: database)
            try recorder.finish(
                endedAt: Int64(place) * 1_000_000 + 1, exitCode: 0, exitSignal: nil,
                droppedByKernel: 0)
        }
    }

    private var reader: SessionReader { reader(of: database) }

    private func reader(of database: String) -> SessionReader {
        SessionReader(database: database) { path in
            SessionDescription(
                name: path, command: [], workingFolder: "/", host: "here", tags: [],
                toolVersion: "1", keepsSecrets: false, startedAt: 0)
        }
    }

    @Test(arguments: [
        ("@", "cc00000000000000"), ("@~0", "cc00000000000000"), ("@~3", "aa11000000000000"),
        ("bb", "bb00000000000000"), ("BB00", "bb00000000000000"),
        // Of several with a name the newest; a name comes before the beginning of an id.
        ("nightly", "bb00000000000000"), ("aa11", "cc00000000000000"),
        ("aa110", "aa11000000000000"),
    ])
    func `a reference names one session`(reference: String, id: String) throws {
        #expect(try reader.session(reference).id == id)
    }

    @Test func `the beginning of several ids is ambiguous, and names them`() throws {
        let error = SelectionError.ambiguous(
            reference: "aa", candidates: ["aa22000000000000", "aa11000000000000"])
        #expect(throws: error) { _ = try reader.session("aa") }
    }

    @Test(arguments: ["", "dd", "@~4", "@~-1", "@x", "/nonexistent/file.jsonl"])
    func `what names none is an error`(reference: String) throws {
        #expect(throws: (any Error).self) { _ = try reader.session(reference) }
    }

    @Test func `a session that is named twice is read once`() throws {
        #expect(
            try reader.sessions(["@", "aa22", "cc"]).map(\.id).map { $0.prefix(2) } == ["cc", "aa"])
    }

    @Test func `the session being recorded can be left out`() throws {
        var reader = reader
        reader.excluded = ["cc00000000000000"]
        #expect(try reader.session("@").id == "bb00000000000000")
    }

    @Test func `a session file is read in place`() throws {
        let path = Fixtures.folder.appending(path: "boto3.jsonl").path
        let report = try reader.latencyReport(of: [path])
        #expect(report.total.calls == 34)
    }

    @Test func `without a database there is no session`() throws {
        let empty = reader(of: folder.path("none.db"))
        #expect(try empty.sessions().isEmpty)
        #expect(throws: SelectionError.nothingRecorded(database: folder.path("none.db"))) {
            _ = try empty.session("@")
        }
    }

    @Test func `all but the newest are obsolete, and can be removed`() throws {
        let editor = SessionEditor(database: database)
        let old = try editor.obsolete(before: nil, keep: 1)
        #expect(try editor.remove(old).count == 3)
        #expect(try reader.sessions().map(\.description.id) == ["cc00000000000000"])
    }

    @Test func `a session is renamed`() throws {
        #expect(
            try SessionEditor(database: database).rename("aa2", to: "new") == "aa22000000000000")
        #expect(try reader.session("new").id == "aa22000000000000")
    }
}
