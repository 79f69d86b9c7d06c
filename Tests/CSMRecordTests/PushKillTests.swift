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
        var events = 0
        func importMore() throws {
            let lengths = (0..<600).map { _ in Int.random(in: 200...60_000, using: &random) }
            try pushed.importEvents("more\(events)", lengths: lengths)
            events += lengths.count
        }
        try importMore()
        var killed = 0
        while killed < Self.kills {
            let pusher = try pushed.startPush()
            usleep(UInt32.random(in: 5_000...500_000, using: &random))
            pusher.send(SIGKILL)
            if pusher.finish().signal == SIGKILL { killed += 1 }
            if try pushed.checkAcknowledged() == events { try importMore() }
            try pushed.server.restarted()
        }
        try pushed.checkNoViolations()
        let last = try pushed.push()
        #expect(last.status == 0, "\(last.errors)")
        #expect(try pushed.checkAcknowledged() == events)
        let copies = try pushed.copies()
        #expect(copies.count == events)
        #expect(copies.values.allSatisfy { $0 <= 1 + killed })
        let twice = copies.values.count { $0 > 1 }
        let sessions = try pushed.report("--status")["sessions"].array
        #expect(sessions.reduce(0) { $0 + ($1["delivered"].int ?? 0) } == events)
        #expect(sessions.reduce(0) { $0 + ($1["maybe_twice"].int ?? 0) } >= twice)
        try pushed.checkNoViolations()
    }
}
