import AWSAccess
import CSMTestSupport
import FirehoseDelivery
import FirehoseLines
import FirehosePush
import Foundation
import SessionStore
import Testing

/// Plans and their delivery, into a sink of the test's own.
struct PushDeliveryTests {
    private let folder: TemporaryFolder
    private let database: String
    private let target = DeliveryTarget(
        endpoint: "http://127.0.0.1:1", region: "eu-central-1", stream: "csm")

    /// A database with the fixture's session.
    init() throws {
        folder = try TemporaryFolder()
        database = folder.path("sessions.db")
        let path = Fixtures.folder.appending(path: "boto3.jsonl").path
        let plain = SessionDescription(
            name: nil, command: [], workingFolder: "/", host: "here", tags: [], toolVersion: "1",
            keepsSecrets: false, startedAt: 0)
        _ = try SessionFile(path, plainSession: plain)
            .imported(into: SessionStore.openOrCreate(database))
    }

    private func plan() throws -> PushPlan {
        let store = try #require(try SessionStore.open(database))
        let sessions = try store.sessions().map { StoredSession(record: $0, store: store) }
        return try PushPlan(sessions, to: target, in: database, functionName: nil)
    }

    private func push(_ sink: Sink, attempts: Int = 1) throws -> PushDelivery.Result {
        let timing = Pusher.Timing(now: { .zero }, wait: { _ in true })
        let policy = DeliveryPolicy(attempts: attempts, patience: .zero)
        return try PushDelivery(plan(), to: target, policy, timing).run(to: sink) { _ in }
    }

    @Test func `a push delivers every event, and then there is nothing left`() throws {
        let sink = Sink()
        let forecast = try plan().dryRun()
        let result = try push(sink)
        #expect(result.ending == nil)
        #expect(result.figures.events == 78)
        #expect(sink.lines.count == 78)
        #expect(result.figures.billedKiB == forecast.billedKiB)
        let after = try plan()
        #expect(after.eventsLeft == 0)
        #expect(after.items.allSatisfy { $0.isComplete })
        #expect(try push(sink).figures.events == 0)
        #expect(sink.lines.count == 78)
    }

    @Test func `what was refused is sent the next time, the same records`() throws {
        let sink = Sink()
        sink.outcomes = [.failed("busy", isThrottle: false, asked: nil)]
        let failed = try push(sink)
        guard case .stopped(.gaveUp) = failed.ending else {
            Issue.record("ended otherwise: \(String(describing: failed.ending))")
            return
        }
        #expect(try plan().eventsLeft == 78)
        let refused = sink.calls
        #expect(try push(sink).figures.events == 78)
        #expect(sink.calls.dropFirst(refused.count).elementsEqual(refused))
    }

    @Test func `an answer that never came may mean that it is there twice`() throws {
        let sink = Sink()
        sink.outcomes = [.ambiguous("no answer"), .answered([.accepted])]
        let result = try push(sink, attempts: 2)
        #expect(result.figures.maybeTwice == 78)
        #expect(try plan().items[0].delivered.maybeTwice == 78)
    }
}

/// Takes records as it is told to.
private final class Sink: RecordSink {
    /// What the next calls come to; all are accepted after these.
    var outcomes: [CallOutcome] = []
    private(set) var calls: [[[UInt8]]] = []
    /// The lines of all records that were accepted.
    private(set) var lines: [Substring] = []

    func put(_ packs: [Pack]) throws(AWSAccessError) -> CallOutcome {
        calls.append(packs.map(\.bytes))
        guard outcomes.isEmpty else { return outcomes.removeFirst() }
        for pack in packs {
            lines += String(decoding: pack.bytes, as: UTF8.self).split(separator: "\n")
        }
        return .answered(packs.map { _ in .accepted })
    }

    func renewCredentials() throws(AWSAccessError) {}
    func correctClock() {}
}
