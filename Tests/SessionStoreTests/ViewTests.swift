import CSMTestSupport
import Testing

@testable import SessionStore

/// The views give people the same figures as the program, which a test of the built binary
/// compares; here they must work at all, on every capture at once.
struct ViewTests {
    @Test func `views read every capture`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("sessions.db")
        for capture in Fixtures.captureNames {
            let recorder = try SessionRecorder(describe(name: capture), at: path)
            try recorder.store(try Fixtures.datagrams(capture))
            try recorder.finish()
        }
        let events = try query(
            "SELECT (SELECT count(*) FROM calls) + (SELECT count(*) FROM attempts)", path)
        #expect(events == ["1475"])
        #expect(
            try query("SELECT sum(calls) + sum(attempts) FROM operation_stats", path) == ["1475"])
        #expect(
            try query("SELECT count(*) FROM sessions_overview", path)
                == ["\(Fixtures.captureNames.count)"])
        #expect(
            try query("SELECT sum(errors) FROM sessions_overview", path)
                == query("SELECT count(*) FROM errors WHERE level = 'call'", path))
        #expect(
            try query("SELECT count(*) FROM operation_stats WHERE p50_ms > p99_ms", path) == ["0"])
    }

    @Test func `percentiles are nearest rank`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("sessions.db")
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: (1...20).map { "{\"Type\":\"ApiCall\",\"Latency\":\($0)}" })
        try recorder.finish()
        #expect(
            try query(
                "SELECT p50_ms, p90_ms, p95_ms, p99_ms, max_ms, mean_ms FROM operation_stats", path)
                == ["10|18|19|20|20|10.5"])
    }
}
