import CSMCapture
import CSMEvents
import CSMReplaying
import CSMTestSupport
import SessionStore
import Testing

/// A replay, without the program around it.
struct ReplayerTests {
    private let folder: TemporaryFolder
    private let session: StoredSession

    private static let datagrams = [
        #"{"Version":1,"Type":"ApiCallAttempt","Service":"S3","Api":"GetObject","Timestamp":5000}"#,
        #"{"Version":1,"Type":"ApiCall","Service":"S3","Api":"GetObject","Timestamp":5000}"#,
        #"{"Version":1,"Type":"ApiCall","Service":"SQS","Api":"SendMessage","Timestamp":5009}"#,
        "", "no JSON",
    ]

    /// A session of datagrams that came a millisecond apart.
    init() throws {
        folder = try TemporaryFolder()
        let database = folder.path("sessions.db")
        let recorder = try SessionRecorder(
            SessionDescription(
                name: nil, command: [], workingFolder: "/", host: "here", tags: [],
                toolVersion: "1", keepsSecrets: false, startedAt: 5_000_000), at: database)
        try recorder.store(droppedByKernel: 0) { (insert) throws(StoreError) in
            for (place, datagram) in Self.datagrams.enumerated() {
                let arrival = SessionRecorder.Arrival(
                    time: 5_000_000_000 + Int64(place) * 1_000_000, port: 1, isTruncated: false)
                try Array(datagram.utf8).withUnsafeBufferPointer { (bytes) throws(StoreError) in
                    try insert(arrival, bytes)
                }
            }
        }
        try recorder.finish(endedAt: 5_010_000, exitCode: 0, exitSignal: nil, droppedByKernel: 0)
        let store = try #require(try SessionStore.open(database))
        session = StoredSession(record: try store.sessions()[0], store: store)
    }

    /// What a replay sends, a line each.
    private func lines(
        rounds: Int = 1, limit: Int? = nil, retimedFrom origin: Int64? = nil,
        isInterrupted: @escaping (Int64) -> Bool = { _ in false }
    ) throws -> [String] {
        let written = Written()
        let source = try ReplaySource(session) { _ in true }
        let figures = try Replayer(
            source, to: .lines { written.text += String(decoding: $0, as: UTF8.self) },
            ReplaySchedule(speed: .unlimited, longestGap: nil), isPaced: false,
            retimedFrom: origin, limit: limit, isInterrupted: isInterrupted, tell: { _ in }
        ).run(rounds: rounds)
        let lines = written.text.split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
        #expect(figures.sent == lines.count)
        return lines
    }

    private final class Written {
        var text = ""
    }

    @Test func `each datagram is sent as it is stored`() throws {
        #expect(try lines() == Self.datagrams)
    }

    @Test(arguments: [(1, 3, 3), (2, nil, 10), (3, 7, 7)] as [(Int, Int?, Int)])
    func `rounds and limit say how many`(rounds: Int, limit: Int?, count: Int) throws {
        #expect(try lines(rounds: rounds, limit: limit).count == count)
        let source = try ReplaySource(session) { _ in true }
        let schedule = ReplaySchedule(speed: .factor(1), longestGap: nil)
        let forecast = try ReplayForecast(source, schedule, rounds: rounds, limit: limit)
        #expect(forecast.count == count)
    }

    @Test func `a forecast knows the time between arrivals, and between rounds`() throws {
        let source = try ReplaySource(session) { _ in true }
        let schedule = ReplaySchedule(speed: .factor(2), longestGap: nil)
        let once = try ReplayForecast(source, schedule, rounds: 1, limit: nil)
        #expect(once.duration == 2_000_000)
        #expect(once.longestPause == 500_000)
        let twice = try ReplayForecast(source, schedule, rounds: 2, limit: nil)
        #expect(twice.duration == 2_000_000 + 3_000_000 + 2_000_000)
    }

    @Test func `labels choose what is sent`() throws {
        let source = try ReplaySource(session) { $0.service == "SQS" }
        #expect(source.count == 1)
    }

    @Test func `timestamps move by how long ago the session began`() throws {
        let lines = try lines(retimedFrom: 5_000)
        let times = lines.compactMap {
            $0.split(separator: ":").last.flatMap { Int64($0.dropLast()) }
        }
        #expect(times.count == 3)
        #expect(times[0] == times[1])
        #expect(times[2] - times[0] == 9)
        #expect(abs(times[0] - Clock.realtime() / 1_000_000) < 60_000)
    }

    @Test func `who interrupts it ends it`() throws {
        // Of the first round all is sent by the first time that anybody is asked.
        #expect(try lines(rounds: 1_000, isInterrupted: { _ in true }).count < 5_000)
    }

    @Test func `with nobody listening it ends`() throws {
        let source = try ReplaySource(session) { _ in true }
        let closed: SocketAddress
        do {
            let receiver = try DatagramReceiver(
                boundTo: SocketAddress(host: "127.0.0.1", port: 0),
                into: try Mailbox(capacity: 1 << 20))
            closed = receiver.address
        }
        let figures = try Replayer(
            source, to: .socket(try DatagramSender(to: closed)),
            ReplaySchedule(speed: .unlimited, longestGap: nil), isPaced: false, retimedFrom: nil,
            limit: nil, isInterrupted: { _ in false }, tell: { _ in }
        ).run(rounds: 1)
        #expect(figures.refused > 0)
        #expect(figures.sent < Self.datagrams.count)
    }
}
