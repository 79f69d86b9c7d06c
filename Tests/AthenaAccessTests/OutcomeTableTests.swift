import AWSAccess
import AthenaAccess
import CSMTestSupport
import Testing

/// Against an Athena that does what its script says: what comes of each outcome.
///
/// The calls are real, over loopback, and their signatures are checked by botocore.
struct OutcomeTableTests {
    @Test(arguments: OutcomeCase.answered + OutcomeCase.refused + OutcomeCase.ended)
    func `each outcome has its end`(own: OutcomeCase) throws {
        let control = own.control.contains("\"generate\"") ? "" : ", \"generate\": 3"
        let server = try AthenaServer(control: "{\(own.control)\(control)}", isReused: true)
        var asking = Asking()
        asking.request.mostScanned = 1_000_000
        let result = try asking.run(at: server.endpoint)
        #expect(result.reason == own.stop)
        #expect(result.rows.count == own.rows)
        #expect((result.statistics == nil) == (own.stop != nil))
        #expect(result.pauses.reduce(.zero, +) <= .seconds(1))
        let ledger = try server.ledger()
        #expect(ledger["violations"].array.isEmpty, "\(ledger["violations"].text)")
        let queries = ledger["queries"].array
        #expect(queries.count <= 1)
        #expect(queries.allSatisfy { $0["is_running"].value as? Bool == own.isLeft })
        #expect(OutcomeCase.letters(of: ledger["calls"].array) == own.calls)
        guard case .leftRunning(_, let id) = result.stop else {
            #expect(!own.isLeft)
            return
        }
        #expect(own.isLeft)
        #expect(id == (own.calls.contains("e") ? queries[0]["id"].string : nil))
    }

    @Test(arguments: [
        (OutcomeCase("before the start", "", .interrupted, rows: 0, calls: ""), 0, false),
        (OutcomeCase("once it has started", "", .interrupted, rows: 0, calls: "se"), 1, false),
        (OutcomeCase("while it runs", "", .interrupted, rows: 0, calls: "slle"), 5, false),
        (
            OutcomeCase(
                "while nobody knows whether it runs",
                "\"script\": {\"StartQueryExecution\": [\"commit_then_reset\"]}", .interrupted,
                rows: 0,
                calls: "sse"), 1, false
        ),
        (
            OutcomeCase(
                "while it is read", "\"states\": [\"SUCCEEDED\"], \"page_rows\": 2", .interrupted,
                rows: 1, calls: "slr"), 4, false
        ),
        (
            OutcomeCase(
                "and no stop gets through",
                "\"script\": {\"StopQueryExecution\": [\"reset_after\", \"hang\", \"reset_after\"]}",
                .interrupted, rows: 0, calls: "seee"), 1, true
        ),
    ])
    func `a user may stop it`(own: OutcomeCase, waits: Int, isLeft: Bool) throws {
        let states = own.control.contains("states") ? [] : ["\"states\": [\"RUNNING\"]"]
        let all = ["\"generate\": 3"] + states + (own.control.isEmpty ? [] : [own.control])
        let server = try AthenaServer(
            control: "{\(all.joined(separator: ", "))}", isReused: true)
        var asking = Asking()
        asking.interruptedAfter = waits
        let result = try asking.run(at: server.endpoint)
        #expect(result.reason == own.stop)
        #expect((result.reason == result.stop) == !isLeft)
        #expect(result.rows.count == own.rows)
        let ledger = try server.ledger()
        #expect(ledger["violations"].array.isEmpty)
        let queries = ledger["queries"].array
        #expect(queries.count <= 1)
        #expect(queries.allSatisfy { $0["is_running"].value as? Bool == isLeft })
        #expect(OutcomeCase.letters(of: ledger["calls"].array) == own.calls)
    }

    @Test func `rows, statistics and progress are Athena's`() throws {
        let control = """
            {"columns": ["a", "B"], "generate": 9, "states": ["QUEUED",
            {"state": "RUNNING", "scanned": 5}, {"state": "SUCCEEDED", "scanned": 9, "ms": 7}]}
            """
        let server = try AthenaServer(control: control, isReused: true)
        var asking = Asking()
        asking.request.columns = ["a", "b"]
        asking.request.pageSize = 4
        let result = try asking.run(at: server.endpoint)
        #expect(result.rows == Asking.generated(9, columns: ["a", "B"]))
        let id = try #require(server.ledger()["queries"][0]["id"].string)
        #expect(result.statistics == QueryStatistics(id: id, scannedBytes: 9, milliseconds: 7))
        #expect(
            result.progress
                == [
                    .queued, .running(scannedBytes: 5), .reading(rows: 0), .reading(rows: 3),
                    .reading(rows: 7), .reading(rows: 9),
                ])
        #expect(result.waits == [.milliseconds(100), .milliseconds(200), .milliseconds(400)])
    }

    @Test func `nobody listens`() throws {
        let result = try Asking().run(at: "http://127.0.0.1:1")
        #expect(result.stop == .unreachable("127.0.0.1:1: connection refused"))
        #expect(result.waits == [.milliseconds(50), .milliseconds(100)])
    }

    @Test func `there are no credentials`() throws {
        let server = try AthenaServer(isReused: true)
        var asking = Asking()
        asking.environment["AWS_ACCESS_KEY_ID"] = nil
        asking.environment["AWS_EC2_METADATA_DISABLED"] = "true"
        let error = #expect(throws: AWSAccessError.self) { try asking.run(at: server.endpoint) }
        #expect(error?.kind == .credentials)
    }

    @Test func `a query that is too long is not sent`() throws {
        let server = try AthenaServer(isReused: true)
        var asking = Asking()
        asking.request.sql = "SELECT '" + String(repeating: "é", count: 131_072) + "'"
        let reason = "the query has 262153 bytes, and Athena takes 262144"
        #expect(try asking.run(at: server.endpoint).stop == .refused(.badData, reason))
        #expect(try server.ledger()["calls"].array.isEmpty)
        // The longest one is.
        asking.request.sql = "SELECT '" + String(repeating: "é", count: 131_067) + "a'"
        #expect(try asking.run(at: server.endpoint).stop == nil)
        #expect(try server.ledger()["queries"][0]["sql"].string == asking.request.sql)
    }

    @Test func `texts arrive as they are, both ways`() throws {
        let text = "'\"\\/ \t\n\u{1} é 😀 </script>"
        let value = "\\\"\\u0001 é \\ud83d\\ude00\\n/"
        let server = try AthenaServer(control: "{\"rows\": [[\"\(value)\"]]}", isReused: true)
        var asking = Asking()
        asking.request.sql = "SELECT \(text)"
        asking.request.database = text
        let result = try asking.run(at: server.endpoint)
        #expect(result.rows == [["\"\u{1} é 😀\n/"]])
        let query = try server.ledger()["queries"][0]
        #expect(query["sql"].string == asking.request.sql)
        #expect(query["database"].string == text)
    }

    @Test func `a page of long rows is taken`() throws {
        let row = "[\"\(String(repeating: "x", count: 65_536))\"]"
        let rows = Array(repeating: row, count: 200).joined(separator: ", ")
        let server = try AthenaServer(control: "{\"rows\": [\(rows)]}", isReused: true)
        #expect(try Asking().run(at: server.endpoint).rows.count == 200)
    }

    @Test func `a page that is too long is asked for by halves`() throws {
        let server = try AthenaServer(
            control: "{\"generate\": 3, \"width\": 12582912}", isReused: true)
        var asking = Asking()
        asking.request.pageSize = 4
        asking.patience = 20_000
        #expect(try asking.run(at: server.endpoint).rows.count == 3)
        let ledger = try server.ledger()
        #expect(ledger["violations"].array.isEmpty)
        #expect(ledger["calls"].array.compactMap(\.["max_results"].int) == [4, 2, 2])
    }

    @Test func `a row that is too long ends it`() throws {
        let server = try AthenaServer(
            control: "{\"generate\": 1, \"width\": 34000000}", isReused: true)
        var asking = Asking()
        asking.request.pageSize = 2
        asking.patience = 20_000
        let result = try asking.run(at: server.endpoint)
        #expect(result.stop == .refused(.badData, "a row of the result is longer than 32 MiB"))
        #expect(try OutcomeCase.letters(of: server.ledger()["calls"].array) == "sllrrr")
    }

    @Test func `what cannot be taken ends it`() throws {
        let server = try AthenaServer(control: "{\"generate\": 3}", isReused: true)
        var asking = Asking()
        asking.failingRow = 1
        let result = try asking.run(at: server.endpoint)
        #expect(result.isRowFailure)
        #expect(result.rows.count == 1)
        #expect(try server.ledger()["queries"][0]["is_running"].value as? Bool == false)
    }

    @Test func `Athena's text has no key in it, and one line`() throws {
        let key = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"
        var asking = Asking()
        asking.environment["AWS_SECRET_ACCESS_KEY"] = key
        let long = String(repeating: "x", count: 600)
        let credentials = """
            "credentials": [{"access_key": "AKIDEXAMPLE", "secret_key": "\(key)", "session_token": null}]
            """
        let failed = """
            {\(credentials), "states": [{"state": "FAILED", "reason": "\(key) AKIDEXAMPLE \(long)\\nmore"}]}
            """
        let refused = """
            {\(credentials), \(OutcomeCase.error("StartQueryExecution", "SomethingException", "\(key) \(long)\\nmore"))}
            """
        for control in [failed, refused] {
            let server = try AthenaServer(control: control, isReused: true)
            guard case .refused(_, let text) = try asking.run(at: server.endpoint).stop else {
                Issue.record("it is not refused")
                return
            }
            #expect(!text.contains(key) && !text.contains("AKIDEXAMPLE"))
            #expect(text.contains("…") && text.contains("xxx"))
            #expect(!text.contains("more") && text.count < 560)
        }
    }
}
