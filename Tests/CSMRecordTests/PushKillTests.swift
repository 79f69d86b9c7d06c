import CSMTestSupport
import Foundation
import Testing

/// A pusher killed at any moment is only a pusher that comes later.
struct PushKillTests {
    private static let kills = 50

    @Test func `after fifty kills every event is there, and no more copies than can be`() throws {
        var random = SeededGenerator(seed: 50)
        // Most records are refused for long, so that there is work for fifty.
        let refused = #"{"do": "partial", "share": 0.8, "code": "InternalFailure"}"#
        let script = (0..<250).map { $0 % 4 == 3 ? "\"ok\"" : refused }.joined(separator: ",")
        let pushed = try Pushed(control: "{\"script\": [\(script)], \"seed\": 5}")
        let lengths = (0..<1_200).map { _ in Int.random(in: 200...60_000, using: &random) }
        try pushed.importEvents("many", lengths: lengths)
        var killed = 0
        while killed < Self.kills {
            let pusher = try pushed.startPush()
            usleep(UInt32.random(in: 20_000...600_000, using: &random))
            pusher.send(SIGKILL)
            let result = pusher.finish()
            if result.signal == SIGKILL { killed += 1 }
            let acknowledged = try pushed.checkAcknowledged()
            try pushed.server.restarted()
            guard acknowledged < lengths.count else { break }
        }
        #expect(killed == Self.kills, "all was delivered too soon")
        try pushed.checkNoViolations()
        let last = try pushed.push()
        #expect(last.status == 0, "\(last.errors)")
        #expect(try pushed.checkAcknowledged() == lengths.count)
        let copies = try pushed.copies()
        #expect(copies.count == lengths.count)
        #expect(copies.values.allSatisfy { $0 <= 1 + killed })
        let twice = copies.values.count { $0 > 1 }
        let status = try pushed.report("--status")["sessions"][0]
        #expect(status["delivered"].int == lengths.count)
        #expect(status["maybe_twice"].int ?? 0 >= twice)
        try pushed.checkNoViolations()
    }
}
