import CSMTestSupport
import Testing

@testable import SessionStore

struct RecorderIdentityTests {
    @Test func `this process is alive and reads back`() throws {
        let own = try #require(RecorderIdentity.current())
        #expect(own.isAlive)
        #expect(RecorderIdentity(text: own.text) == own)
    }

    @Test func `a later process of the same number is another one`() throws {
        let own = try #require(RecorderIdentity.current())
        let fields = own.text.split(separator: " ")
        let earlier = try #require(RecorderIdentity(text: "\(fields[0]) 1 \(fields[2])"))
        #expect(!earlier.isAlive)
        let otherBoot = try #require(RecorderIdentity(text: "\(fields[0]) \(fields[1]) other"))
        #expect(!otherBoot.isAlive)
    }

    @Test func `a session without an end is recording while its recorder lives`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("sessions.db")
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: ["{\"Type\":\"ApiCall\"}"])
        #expect(try SessionStore.open(path)?.sessions().map(\.state) == [.recording])
        _ = try query("UPDATE sessions SET recorder = '1 1 gone'", path)
        let sessions = try SessionStore.open(path)?.sessions()
        #expect(sessions?.map(\.state) == [.interrupted])
        #expect(sessions?.map(\.calls) == [1])
    }
}
