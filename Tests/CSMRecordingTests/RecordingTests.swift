import CSMCapture
import CSMRecording
import CSMTestSupport
import Glibc
import SessionStore
import Testing

/// A recording, without the program around it.
struct RecordingTests {
    private let folder: TemporaryFolder
    private let database: String

    init() throws {
        folder = try TemporaryFolder()
        database = folder.path("sessions.db")
    }

    private func begin(
        _ port: ListeningPort = .exactly(0), clockAhead: Int64 = 0
    ) throws -> Recording {
        let session = SessionDescription(
            name: nil, command: [], workingFolder: "/", host: "here", tags: [], toolVersion: "1",
            keepsSecrets: false, startedAt: Clock.realtime() / 1_000 + clockAhead)
        return try Recording.begin(session, in: database, at: "127.0.0.1", port)
    }

    private func sessions() throws -> [SessionRecord] {
        try SessionStore.open(database)?.sessions() ?? []
    }

    @Test(arguments: Fixtures.captureNames)
    func `everything that was sent before the end is stored`(capture: String) throws {
        let datagrams = try Fixtures.datagrams(capture)
        let recording = try begin()
        let sender = try DatagramSender(to: recording.address)
        try sender.send(Array(datagrams.joined()), lengths: datagrams.map { UInt32($0.count) })
        let outcome = recording.finish(linger: 0, exitCode: 3, exitSignal: nil) { _ in false }
        #expect(outcome.counters.received == datagrams.count)
        #expect(outcome.losses.isEmpty)
        let session = try #require(try sessions().first)
        #expect(session.counters.received == datagrams.count)
        #expect(session.exitCode == 3)
        #expect(session.state == .complete)
    }

    @Test func `a session that is recorded is there with its state`() throws {
        let recording = try begin()
        #expect(try sessions().map(\.state) == [.recording])
        _ = recording.finish(linger: 0, exitCode: nil, exitSignal: nil) { _ in false }
        #expect(try sessions().map(\.state) == [.complete])
    }

    @Test func `a clock that is set back during a session does not end it before its start`() throws
    {
        let recording = try begin(clockAhead: 3_600_000_000)
        let sender = try DatagramSender(to: recording.address)
        try sender.send([0x7B, 0x7D], lengths: [2])
        _ = recording.finish(linger: 0, exitCode: 0, exitSignal: nil) { _ in false }
        let session = try #require(try sessions().first)
        let endedAt = try #require(session.endedAt)
        #expect(endedAt >= session.description.startedAt + session.lastArrival)
    }

    @Test func `a recording that is discarded leaves no session`() throws {
        try begin().discard()
        #expect(try sessions().isEmpty)
    }

    @Test func `a port that is taken is an error, and leaves no session`() throws {
        let recording = try begin()
        let port = recording.address.port
        #expect(throws: CaptureError.self) { try self.begin(.exactly(port)).discard() }
        #expect(try sessions().count == 1)
        recording.discard()
    }

    @Test func `waiting for stragglers ends when it is interrupted`() throws {
        let recording = try begin()
        var asked = 0
        let outcome = recording.finish(linger: 3_600_000, exitCode: 0, exitSignal: nil) { pause in
            asked += 1
            usleep(useconds_t(pause) * 1_000)
            return asked == 3
        }
        // What has come is stored, and that is waited for, too.
        #expect(asked >= 3)
        #expect(outcome.losses.isEmpty)
    }
}

struct CSMEnvironmentTests {
    private func clientID(_ own: String?) -> String? {
        let session = SessionDescription(
            id: "0123456789abcdef", name: nil, command: [], workingFolder: "/", host: "here",
            tags: [], toolVersion: "1", keepsSecrets: false, startedAt: 0)
        let address = SocketAddress(host: "127.0.0.1", port: 4_711)
        let environment = CSMEnvironment(reportingTo: address, session: session, clientID: own)
        return environment.switches.first { $0.name == "AWS_CSM_CLIENT_ID" }?.value
    }

    @Test func `a client id of the user's is kept`() {
        #expect(clientID("mine") == "mine")
    }

    @Test(arguments: [
        String(repeating: "x", count: 255), String(repeating: "é", count: 255),
        String(repeating: "😀", count: 127),
    ])
    func `so is one as long as SDKs take`(own: String) {
        #expect(clientID(own) == own)
    }

    // 255 characters to a reader, more to an SDK.
    @Test(arguments: [
        nil, "", String(repeating: "x", count: 256), String(repeating: "e\u{301}", count: 128),
        String(repeating: "👨‍👩‍👧", count: 52), String(repeating: "😀", count: 128),
    ])
    func `one that SDKs do not take gives way to the session's id`(own: String?) {
        #expect(clientID(own) == "0123456789abcdef")
    }
}
