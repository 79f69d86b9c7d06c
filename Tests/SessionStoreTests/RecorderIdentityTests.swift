import CSMTestSupport
import Foundation
import Testing

@testable import SessionStore

struct RecorderIdentityTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("sessions.db")
    }

    private func states() throws -> [SessionRecord.State]? {
        try SessionStore.open(path)?.sessions().map(\.state)
    }

    /// Says that a process of another PID namespace, or of an earlier version, records.
    private func setRecorder(_ text: String) throws {
        _ = try query("UPDATE sessions SET recorder = '\(text)'", path)
    }

    @Test func `this process is visible and reads back`() throws {
        let own = try #require(RecorderIdentity.current())
        #expect(own.isVisible)
        #expect(RecorderIdentity(text: own.text) == own)
        let held = Presence(database: path).identity()
        #expect(held.slot != nil && held.isProcess(of: own))
        #expect(RecorderIdentity(text: held.text) == held)
    }

    @Test func `a later process of the same number is another one`() throws {
        let own = try #require(RecorderIdentity.current())
        let fields = own.text.split(separator: " ")
        let earlier = try #require(RecorderIdentity(text: "\(fields[0]) 1 \(fields[2])"))
        #expect(!earlier.isVisible)
        let otherBoot = try #require(RecorderIdentity(text: "\(fields[0]) \(fields[1]) other"))
        #expect(!otherBoot.isVisible)
    }

    @Test(arguments: ["", "1", "1 2", "x 1 b", "1 1 b 0", "1 1 b -5", "1 1 b x", "1 1 b 2 3"])
    func `what is no identity is nobody`(text: String) {
        #expect(RecorderIdentity(text: text) == nil)
    }

    @Test func `a session without an end is recording while its recorder lives`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: ["{\"Type\":\"ApiCall\"}"])
        #expect(try states() == [.recording])
        try setRecorder("1 1 gone")
        let sessions = try SessionStore.open(path)?.sessions()
        #expect(sessions?.map(\.state) == [.interrupted])
        #expect(sessions?.map(\.calls) == [1])
    }

    @Test func `a recorder that cannot be seen is known by its lock`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        let other = Presence(database: path)
        let slot = try #require(other.identity().slot)
        try setRecorder("2 2 elsewhere \(slot)")
        #expect(try states() == [.recording])
        try setRecorder("2 2 elsewhere \(slot - 1)")
        #expect(try states() == [.interrupted])
        try recorder.finish()
    }

    @Test func `a lock is gone with who held it`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        do {
            let other = Presence(database: path)
            let slot = try #require(other.identity().slot)
            try setRecorder("2 2 elsewhere \(slot)")
            #expect(try states() == [.recording])
        }
        #expect(try states() == [.interrupted])
        try recorder.finish()
    }

    @Test func `a recorder of an earlier version is known by its process`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        try setRecorder(try #require(RecorderIdentity.current()).text)
        #expect(try states() == [.recording])
        // So is one whose lock cannot be seen, for its file was removed.
        try setRecorder(try #require(RecorderIdentity.current()).text + " 5")
        #expect(unlink(path + Presence.suffix) == 0)
        #expect(try states() == [.recording])
        try recorder.finish()
    }

    @Test func `who only reads makes no file`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        try setRecorder("2 2 elsewhere 5")
        #expect(unlink(path + Presence.suffix) == 0)
        #expect(try states() == [.interrupted])
        #expect(access(path + Presence.suffix, F_OK) != 0)
        try recorder.finish()
    }
}
