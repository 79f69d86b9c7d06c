import CSMAnalysis
import CSMLive
import CSMTestSupport
import SessionFollowing
import SessionStore
import Testing

/// What `top` counts of a session while it grows, against what the database holds.
struct SeriesChangesTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("sessions.db")
    }

    /// All that came, by operation.
    private func stored(_ store: SessionStore) throws -> [OperationName: OperationChange] {
        var all: [OperationName: OperationChange] = [:]
        try store.forEachSeries(of: 1) { series in
            let labels = series.labels
            guard labels.level == .call || labels.level == .attempt else { return }
            let name = OperationName(service: labels.service, api: labels.api)
            var change = OperationChange()
            if labels.level == .call {
                change.calls = series.events
                change.errors = labels.isError ? series.events : 0
                change.openAttempts = -series.attemptsExpected
                for (latency, events) in series.latencies {
                    change.add(latency: Int32(latency), count: events)
                }
            } else {
                change.attempts = series.events
                change.openAttempts = series.events
                change.throttles = labels.isThrottle ? series.events : 0
            }
            all[name, default: OperationChange()].add(change)
        }
        return all.filter { !$0.value.isEmpty }
    }

    private func begin() throws -> (SessionRecorder, SessionStore, SeriesChanges) {
        let recorder = try SessionRecorder(.live(), at: path)
        let store = try #require(try SessionStore.openToFollow(path))
        let changes = try SeriesChanges(of: 1, in: store, .all) { () throws(StoreError) in
            try store.outline(of: 1).map { $0.counters.spansReceived > 0 } ?? true
        }
        return (recorder, store, changes)
    }

    @Test func `what comes between two looks adds up to all that is stored`() throws {
        let (recorder, store, changes) = try begin()
        var sum: [OperationName: OperationChange] = [:]
        var generator = SeededGenerator(seed: 7)
        for round in 0..<20 {
            try recorder.store(
                json: (0..<Int.random(in: 0...50, using: &generator)).flatMap { _ -> [String] in
                    let api = ["Get", "Put", "New\(round)"].randomElement(using: &generator) ?? ""
                    let latency = Int.random(in: 0...30, using: &generator)
                    let status = [200, 404, 429].randomElement(using: &generator) ?? 200
                    let same = #""Service":"S3","Api":"\#(api)""#
                    return [
                        #"{"Type":"ApiCallAttempt",\#(same),"AttemptLatency":\#(latency),"HttpStatusCode":\#(status)}"#,
                        #"{"Type":"ApiCall",\#(same),"Latency":\#(latency),"AttemptCount":1,"FinalHttpStatusCode":\#(status)}"#,
                    ]
                })
            for (name, change) in try changes.next() {
                sum[name, default: OperationChange()].add(change)
            }
            #expect(try sum.filter { !$0.value.isEmpty } == stored(store))
            #expect(try changes.next().isEmpty)
        }
        #expect(sum.count > 15)
    }

    @Test func `an event that moves to another series is counted once`() throws {
        let (recorder, store, changes) = try begin()
        let call = #"{"Type":"ApiCall","Service":"S3","Api":"Get","Latency":5,"AttemptCount":1"#
        try recorder.store(json: [call + "}", call + "}", call + #","Region":"r"}"#])
        var sum = OperationChange()
        sum.add(try #require(try changes.next().values.first))
        // As when a span tells the region of the first one, and another call comes at once.
        _ = try Program.run(
            "/usr/bin/sqlite3",
            [
                path,
                """
                BEGIN; UPDATE sessions SET spans_received = 1;
                UPDATE series SET events = events + 1, attempts_expected = attempts_expected + 1
                    WHERE region = 'r';
                UPDATE latencies SET events = events + 1
                    WHERE series = (SELECT id FROM series WHERE region = 'r');
                UPDATE latencies SET latency_ms = 9, events = 1
                    WHERE series = (SELECT id FROM series WHERE region IS NULL);
                INSERT INTO latencies SELECT id, 5, 1 FROM series WHERE region IS NULL; COMMIT;
                """,
            ])
        sum.add(try #require(try changes.next().values.first))
        #expect(sum == (try stored(store).values.first))
        #expect(sum.calls == 4 && sum.latencies == [5: 3, 9: 1])
        // The series that lost them all goes.
        _ = try Program.run(
            "/usr/bin/sqlite3",
            [path, "PRAGMA foreign_keys = ON; DELETE FROM series WHERE region IS NULL"])
        sum.add(try #require(try changes.next().values.first))
        #expect(sum.calls == 2 && sum.latencies == [5: 2])
    }
}
