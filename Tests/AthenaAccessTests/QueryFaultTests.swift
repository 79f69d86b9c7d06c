import AthenaAccess
import CSMTestSupport
import Testing

/// Against an Athena that does everything wrong that one can, with a user who stops at random:
/// rows come whole or the reason why not, no query is started twice, and none is left to run
/// without a word.
///
/// The calls are real, over loopback, and their signatures are checked by botocore; only the
/// waiting is on a clock that nobody has to wait for.
struct QueryFaultTests {
    private static let scripts = 75
    private static let shards = 4

    @Test(arguments: 0..<shards)
    func `a query is whole or stopped under every script`(shard: Int) throws {
        let server = try AthenaServer()
        var whole = 0
        for index in 0..<Self.scripts {
            let seed = UInt64(shard * Self.scripts + index)
            let script = QueryFaultScript(seed: seed)
            try server.control(script.control)
            var random = SeededGenerator(seed: seed)
            var asking = script.asking
            asking.random = { Double.random(in: 0...1, using: &random) }
            let result = try asking.run(at: server.endpoint)
            if result.statistics != nil { whole += 1 }
            try check(seed, result, asking, server.ledger(), JSON(script.control))
        }
        // Scripts under which all fails, or nothing, would tell little.
        #expect((10..<Self.scripts - 10).contains(whole))
    }

    private func check(
        _ seed: UInt64, _ result: Asking.Result, _ asking: Asking, _ ledger: JSON, _ control: JSON
    ) throws {
        let violations = ledger["violations"].array.compactMap(\.string)
        #expect(violations.isEmpty, "seed \(seed): \(violations.prefix(3))")
        #expect(result.waits.allSatisfy { $0 <= .seconds(25) }, "seed \(seed)")

        let all = Asking.generated(
            control["generate"].int ?? 0, columns: QueryFaultScript.columns)
        #expect(Array(all.prefix(result.rows.count)) == result.rows, "seed \(seed): other rows")
        let isWhole = result.rows.count == all.count
        #expect(result.statistics == nil || isWhole, "seed \(seed): rows are missing")
        #expect(
            (result.statistics != nil) != (result.stop != nil || result.isRowFailure),
            "seed \(seed)")
        #expect(result.pauses.allSatisfy { $0 <= .milliseconds(300) }, "seed \(seed)")
        if result.reason == .interrupted {
            #expect(asking.interruptedAfter != nil, "seed \(seed): nobody asked for it")
        }

        let queries = ledger["queries"].array
        #expect(queries.count <= 1, "seed \(seed): started twice")
        let calls = ledger["calls"].array
        #expect(Set(calls.compactMap(\.["token"].string)).count <= 1, "seed \(seed)")
        guard case .leftRunning(_, let id) = result.stop else {
            #expect(queries.allSatisfy { $0["is_running"].value as? Bool == false }, "seed \(seed)")
            return
        }
        #expect(Self.isExcused(calls), "seed \(seed): left to run: \(calls.map(\.text))")
        #expect(id == nil || id == queries.first?["id"].string, "seed \(seed)")
    }

    /// Whether all was tried to stop a query that may go on.
    private static func isExcused(_ calls: [JSON]) -> Bool {
        func isLost(_ call: JSON) -> Bool {
            !["ok", "slow", "chunked", "close_idle"].contains(call["outcome"].string)
        }
        func sent(_ action: String) -> [JSON] { calls.filter { $0["action"].string == action } }
        let starts = sent("StartQueryExecution")
        let stops = sent("StopQueryExecution")
        // Without a stop nobody knows its id: each start was lost.
        guard !stops.isEmpty || calls.count == starts.count else { return false }
        // A start is sent once at least before it is sent to stop what has started.
        let (tries, most) = stops.isEmpty ? (starts, 4) : (stops, 3)
        guard let last = tries.last, tries.allSatisfy(isLost) else { return false }
        let isHopeless =
            QueryFaultScript.fatal.contains(last["code"].string ?? "")
            || last["code"].string == "ExpiredTokenException" || last["outcome"].string == "html"
        // A call over a connection that has just been closed is in no ledger.
        let wasClosed = calls.contains { $0["outcome"].string == "close_idle" }
        return tries.count >= most || isHopeless || wasClosed
    }
}
