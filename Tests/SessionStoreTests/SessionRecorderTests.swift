import CSMEvents
import CSMTestSupport
import Testing

@testable import SessionStore

struct SessionRecorderTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("sessions.db")
    }

    @Test func `a finished session reads back as it was told`() throws {
        let recorder = try SessionRecorder(describe(name: "nightly"), at: path)
        try recorder.store(json: [
            #"{"Type":"ApiCall","Service":"S3","Api":"GetObject","Latency":12,"AttemptCount":3,"FinalHttpStatusCode":500}"#,
            #"{"Type":"ApiCallAttempt","Service":"S3","Api":"GetObject","AttemptLatency":4,"HttpStatusCode":503}"#,
            "{}", "not JSON", "",
        ])
        try recorder.finish()

        let sessions = try SessionStore.open(path)?.sessions() ?? []
        let session = try #require(sessions.first)
        #expect(sessions.count == 1)
        #expect(session.description.name == "nightly")
        #expect(session.description.command == ["sh", "-c", "a \"b\"\n"])
        #expect(session.description.tags.map(\.name) == ["branch"])
        #expect(session.state == .complete)
        #expect(session.endedAt == 6_000_000)
        #expect(session.exitCode == 3)
        #expect((session.calls, session.errors) == (1, 1))
        #expect((session.attemptsExpected, session.attemptsSeen) == (3, 1))
        var counters = SessionCounters()
        (counters.received, counters.decoded) = (5, 3)
        (counters.undecodable, counters.empty, counters.droppedByKernel) = (1, 1, 0)
        #expect(session.counters == counters)
    }

    @Test func `series count events and latencies by their labels`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        let call = #"{"Type":"ApiCall","Service":"S3","Api":"A","AttemptCount":2,"Latency":"#
        try recorder.store(
            json: [5, 7, 5].map { "\(call)\($0)}" } + [
                #"{"Type":"ApiCall","Service":"S3","Api":"B"}"#
            ])
        // A second transaction adds to the same series.
        try recorder.store(json: ["\(call)7}", "\(call)9,\"FinalHttpStatusCode\":404}"])
        try recorder.finish()

        var series: [RecordedSeries] = []
        try SessionStore.open(path)?.forEachSeries(of: 1) { series.append($0) }
        try #require(series.count == 3)
        #expect(series.map(\.labels.api) == ["A", "B", "A"])
        #expect(series.map(\.events) == [4, 1, 1])
        #expect(series.map(\.retries) == [4, 0, 1])
        #expect(series.map(\.attemptsExpected) == [8, 0, 2])
        #expect(series[0].latencies.map { [$0.milliseconds, $0.events] } == [[5, 2], [7, 2]])
        #expect(series[1].latencies.isEmpty)
        #expect(series.map(\.labels.isError) == [false, false, true])
    }

    @Test(arguments: Fixtures.captureNames)
    func `a capture is stored byte for byte but for its secrets`(capture: String) throws {
        let datagrams = try Fixtures.datagrams(capture)
        let recorder = try SessionRecorder(describe(keepsSecrets: true), at: path)
        try recorder.store(datagrams)
        try recorder.finish()
        let stored = try query("SELECT hex(bytes) FROM events ORDER BY id", path)
        #expect(stored == datagrams.map(hex))

        let redacted = try SessionRecorder(describe(), at: folder.path("redacted.db"))
        try redacted.store(datagrams)
        try redacted.finish()
        let secrets = try query(
            """
            SELECT count(*) FROM events WHERE instr(bytes, CAST('FakeSessionToken' AS BLOB))
                OR instr(bytes, CAST('AKIAFAKETESTING00001' AS BLOB))
            """, folder.path("redacted.db"))
        #expect(secrets == ["0"])
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }

    @Test func `a session does not end before its last datagram came`() throws {
        let recorder = try SessionRecorder(describe(startedAt: 10_000_000), at: path)
        try recorder.store(json: ["{}", "{}"])
        try recorder.finish(endedAt: 3_000_000, exitCode: 0, exitSignal: nil, droppedByKernel: 0)
        #expect(try query("SELECT ended_us - started_us FROM sessions", path) == ["2000"])
    }

    @Test func `starts are normalised and arrivals never go back`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: [
            #"{"ClientId":"c","Api":"A","Type":"ApiCall","Timestamp":5000,"Latency":30,"UserAgent":"aws-sdk-go/1.44"}"#,
            #"{"ClientId":"c","Api":"A","Type":"ApiCall","Timestamp":5000,"Latency":30,"UserAgent":"Boto3/1.44"}"#,
            #"{"Type":"ApiCallAttempt","Timestamp":null}"#,
        ])
        try recorder.store(json: ["{}"])  // its clock starts anew
        try recorder.finish()
        #expect(
            try query("SELECT start_ms, t_us FROM events ORDER BY id", path)
                == ["4970|1000", "5000|2000", "|3000", "|3000"])
    }

    @Test func `a session of each of several recorders keeps its own events`() throws {
        let recorders = try (0..<3).map { try SessionRecorder(describe(name: "\($0)"), at: path) }
        for round in 0..<5 {
            for (index, recorder) in recorders.enumerated() {
                try recorder.store(
                    json: Array(
                        repeating: "{\"Type\":\"ApiCall\",\"Api\":\"\(index)\"}", count: round))
            }
        }
        for recorder in recorders { try recorder.finish() }
        #expect(
            try query("SELECT session, api, count(*) FROM calls GROUP BY 1, 2 ORDER BY 2", path).map
            { $0.split(separator: "|").dropFirst().joined() } == ["010", "110", "210"])
        #expect(try query("PRAGMA integrity_check; PRAGMA foreign_key_check", path) == ["ok"])
    }

    @Test func `a discarded session leaves nothing behind`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        let kept = try SessionRecorder(describe(), at: path)
        try recorder.store(json: ["{\"Type\":\"ApiCall\",\"Latency\":1}"])
        try kept.store(json: ["{\"Type\":\"ApiCall\",\"Latency\":1}"])
        try recorder.discard()
        try kept.finish()
        for table in ["sessions", "series", "latencies", "events"] {
            #expect(try query("SELECT count(*) FROM \(table)", path) == ["1"])
        }
    }

    @Test func `a failed transaction leaves the counters and may be made again`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        let other = try Connection(path, creating: false)
        try other.execute("BEGIN IMMEDIATE", for: "test")
        let error = #expect(throws: StoreError.self) {
            try recorder.store(json: ["{\"Type\":\"ApiCall\"}"])
        }
        #expect(error?.isBusy == true)
        #expect(recorder.counters == SessionCounters())
        try other.execute("COMMIT", for: "test")
        try recorder.store(json: ["{\"Type\":\"ApiCall\"}"])
        try recorder.finish()
        #expect(try query("SELECT events FROM series", path) == ["1"])
    }

    @Test func `100,000 distinct labels do not grow the cache for ever`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        for round in 0..<10 {
            try recorder.store(
                json: (0..<5_000).map {
                    "{\"Type\":\"ApiCall\",\"Latency\":1,\"ClientId\":\"\(round * 5_000 + $0)\"}"
                })
        }
        // The first labels again, after the cache was emptied.
        try recorder.store(json: ["{\"Type\":\"ApiCall\",\"Latency\":1,\"ClientId\":\"0\"}"])
        try recorder.finish()
        #expect(try query("SELECT count(*), sum(events) FROM series", path) == ["50001|50001"])
    }

    @Test func `a database that was removed in the meantime is noticed`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: ["{}"])
        try recorder.checkFile()
        _ = try Program.run("/bin/rm", ["-f", path])
        #expect(throws: StoreError.self) { try recorder.checkFile() }
    }
}
