import CSMTestSupport
import Foundation
import Testing

/// What happens to a push from outside while it goes on.
struct PushMeanwhileTests {
    @Test func `two do not push to one stream`() throws {
        let pushed = try Pushed(control: #"{"after": {"do": "slow", "seconds": 3}}"#)
        try pushed.importEvents("a", lengths: [100])
        let first = try pushed.startPush()
        let isAtIt = try RunningProgram.eventually {
            try !pushed.server.ledger()["calls"].array.isEmpty
        }
        #expect(isAtIt)
        let second = try pushed.push()
        #expect(second.status == 75)
        #expect(
            second.errors.contains("process \(first.process.processIdentifier) is pushing to it"))
        #expect(second.output.hasPrefix("Pushed 0 events of 0 sessions"))
        #expect(first.finish().status == 0)
        #expect(try pushed.push().status == 0)
    }

    @Test func `a session that is removed while it is pushed may be pushed again`() throws {
        let pushed = try Pushed(
            control: #"{"script": ["ok", {"do": "slow", "seconds": 2}, "ok"], "after": "ok"}"#)
        let export = pushed.recorded.folder.path("a.csm.jsonl")
        try pushed.importEvents("a", lengths: Array(repeating: 10_000, count: 1_600))
        #expect(try pushed.recorded("export", "@", "-o", export).status == 0)
        let push = try pushed.startPush()
        let isAtIt = try RunningProgram.eventually {
            try pushed.server.ledger()["calls"].array.count == 2
        }
        #expect(isAtIt)
        #expect(try pushed.recorded("sessions", "rm", "@", "--yes").status == 0)
        let result = push.finish()
        #expect(result.status == 75)

        #expect(result.errors.contains("it was removed or replaced in the meantime"))
        // What the call in flight brought is forgotten, like all of the session.
        #expect(try pushed.recorded.query("SELECT * FROM packs").isEmpty)
        #expect(try pushed.recorded("import", export).status == 0)
        #expect(try pushed.push().status == 0)
        let status = try pushed.report("--status")["sessions"][0]
        #expect(status["delivered"].int == 1_600)
        #expect(try pushed.copies().count == 1_600)
        try pushed.checkNoViolations()
    }

    @Test func `events between two packs of the ledger are pushed`() throws {
        let pushed = try Pushed()
        try pushed.importEvents("a", lengths: Array(repeating: 30_000, count: 10))
        #expect(try pushed.push().status == 0)
        let packs = try pushed.recorded.query("SELECT first FROM packs ORDER BY first")
        #expect(packs.count > 2)
        // As after a session's removal between a pack's begin and the one before it.
        _ = try pushed.recorded.query("DELETE FROM packs WHERE first IN (\(packs[0]), \(packs[1]))")
        let report = try pushed.report()
        #expect(report["packs"].int == 2)
        #expect(try pushed.report("--status")["sessions"][0]["delivered"].int == 10)
        try pushed.checkNoViolations()
    }

    @Test func `a database that is gone is said to be so`() throws {
        let pushed = try Pushed(control: #"{"after": {"do": "slow", "seconds": 2}}"#)
        try pushed.importEvents("a", lengths: [100])
        let push = try pushed.startPush()
        let isAtIt = try RunningProgram.eventually {
            try !pushed.server.ledger()["calls"].array.isEmpty
        }
        #expect(isAtIt)
        try FileManager.default.removeItem(atPath: pushed.recorded.database)
        let result = push.finish()
        #expect(result.status == 77)
        #expect(result.errors.contains("the database's file was removed or replaced"))
    }

    @Test func `Ctrl-C lets the call in flight end, and the rest is for the next time`() throws {
        let pushed = try Pushed(control: #"{"after": {"do": "slow", "seconds": 1}}"#)
        try pushed.importEvents("a", lengths: Array(repeating: 60_000, count: 30))
        let first = try pushed.startPush("--format", "json")
        let isAtIt = try RunningProgram.eventually {
            try !pushed.server.ledger()["calls"].array.isEmpty
        }
        #expect(isAtIt)
        first.send(SIGINT)
        let result = first.finish()
        #expect(result.status == 75)
        #expect(try JSON(result.output)["events"].int == 17)
        #expect(result.errors.contains("run push again"))
        let report = try pushed.report()
        #expect(report["events"].int == 13 && report["maybe_twice"].int == 0)
        try pushed.checkNoViolations()
    }
}
