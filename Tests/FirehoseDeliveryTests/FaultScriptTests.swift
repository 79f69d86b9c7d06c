import AWSAccess
import CSMTestSupport
import FirehoseDelivery
import FirehoseLines
import Foundation
import Testing

/// Against a Firehose that does everything wrong that one can, with its pusher killed at random:
/// nothing is lost, and nothing is claimed that is not so.
///
/// The calls are real, over loopback, and their signatures are checked by botocore; only the
/// waiting is on a clock that nobody has to wait for.
struct FaultScriptTests {
    private static let scripts = 60
    private static let shards = 4

    @Test(arguments: 0..<shards)
    func `every event arrives under every script`(shard: Int) throws {
        let server = try FirehoseServer()
        for index in 0..<Self.scripts {
            let seed = UInt64(shard * Self.scripts + index)
            try run(seed: seed, on: server)
        }
    }

    private func run(seed: UInt64, on server: FirehoseServer) throws {
        try server.control(FaultScript(seed: seed).control)
        var random = SeededGenerator(seed: seed)
        let packs = Self.packs(using: &random)
        let ledger = CrashingLedger(
            seed: seed, killing: [0, 0.05, 0.2].randomElement(using: &random) ?? 0)
        let patience = [0, 5, 300].randomElement(using: &random) ?? 0
        var maybeTwice = 0
        var rounds = 0
        while true {
            rounds += 1
            guard rounds < 200 else {
                Issue.record("seed \(seed): it never ends")
                return
            }
            let end = try push(
                ledger.pending(packs), ledger, server, patience: .seconds(patience), seed: seed)
            maybeTwice += end.figures.maybeTwice
            try check(seed, server, ledger, packs, isFinal: end.isComplete)
            if end.isComplete { break }
            try server.restarted()
        }
        let twice = try Self.copies(server.ledger()).values.count { $0 > 1 }
        #expect(twice <= maybeTwice || ledger.crashes > 0, "seed \(seed): copies were not told of")
    }

    /// What holds at any time, and in the end.
    private func check(
        _ seed: UInt64, _ server: FirehoseServer, _ ledger: CrashingLedger, _ packs: [Pack],
        isFinal: Bool
    ) throws {
        let state = try server.ledger()
        let violations = state["violations"].array.compactMap(\.string)
        #expect(violations.isEmpty, "seed \(seed): \(violations.prefix(3))")
        let copies = Self.copies(state)
        let most = 1 + (state["faults_ambiguous"].int ?? 0) + ledger.crashes
        for pack in ledger.acknowledged {
            for sequence in pack.first...pack.last {
                #expect(
                    copies["\(pack.session.id):\(sequence)"] ?? 0 >= 1,
                    "seed \(seed): acknowledged, and not there")
            }
        }
        #expect(copies.values.allSatisfy { $0 <= most }, "seed \(seed)")
        guard isFinal else { return }
        #expect(ledger.acknowledged.count == packs.count, "seed \(seed)")
        #expect(copies.count == packs.map(\.events).reduce(0, +), "seed \(seed)")
    }

    /// How often the server has each event, by its id.
    private static func copies(_ ledger: JSON) -> [String: Int] {
        ledger["copies"].value as? [String: Int] ?? [:]
    }

    /// One pusher's life; complete if it delivered all it was given.
    private func push(
        _ packs: [Pack], _ ledger: CrashingLedger, _ server: FirehoseServer, patience: Duration,
        seed: UInt64
    ) throws -> (figures: DeliveryFigures, isComplete: Bool) {
        let clock = VirtualClock()
        let access = try ServiceAccess(
            to: "firehose", endpoint: server.endpoint,
            Surroundings(
                environment: [
                    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
                    "AWS_REGION": "us-east-1", "AWS_CONFIG_FILE": "/nonexistent",
                    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
                ], home: nil, now: { Date() }, sleep: { _ in true }),
            timeouts: .init(connect: 2_000, read: 700, total: 60_000))
        let stream = DeliveryStream(
            named: "csm", at: access.endpoint, try access.caller(), userAgent: "test")
        var rest = packs[...]
        var pusher = Pusher(
            to: stream, ledger, DeliveryPolicy(patience: patience),
            Pusher.Timing(
                now: { clock.now },
                wait: { time in
                    #expect(time <= .seconds(25), "seed \(seed)")
                    clock.now += time
                    return true
                }))
        do {
            let stop = try pusher.push { rest.popFirst() }
            #expect(stop != .interrupted)
            return (pusher.figures, stop == nil)
        } catch is CrashingLedger.Killed {
            return (pusher.figures, false)
        }
    }

    /// Sessions of a few events and of many, whose lines are short and long.
    private static func packs(using random: inout SeededGenerator) -> [Pack] {
        var packs: [Pack] = []
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            let id = String(random.next() | 1 << 63, radix: 16)
            let labels = SessionLabels(id: id, name: "fault", functionName: nil)
            var packer = Packer(labels)
            var builder = LineBuilder(labels)
            let events = Int.random(in: 1...(Bool.random(using: &random) ? 3 : 20), using: &random)
            for sequence in 1...Int64(events) {
                let padding = Int.random(in: 0...9, using: &random) == 0 ? 30_000 : 200
                let event = """
                    {"Type":"ApiCall","Api":"Get","Note":"\(String(repeating: "x", count: padding))"}
                    """
                var line: [UInt8] = []
                Array(event.utf8).withUnsafeBufferPointer {
                    _ = builder.append(
                        $0, EventPlace(sequence: sequence, received: 1, start: nil), to: &line)
                }
                if let pack = packer.add(line, sequence: sequence) { packs.append(pack) }
            }
            if let rest = packer.finish() { packs.append(rest) }
        }
        return packs
    }
}

/// A clock that moves when somebody waits.
private final class VirtualClock {
    var now = Duration.zero
}
