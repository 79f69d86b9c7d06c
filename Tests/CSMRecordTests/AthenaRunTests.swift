import CSMTestSupport
import Foundation
import Testing

/// What `--athena` makes of what Athena does: exit codes, sentences, and no query left to run.
struct AthenaRunTests {
    @Test(arguments: AthenaRunCase.answered + AthenaRunCase.refused + AthenaRunCase.ended)
    func `each outcome has its exit code and sentence`(own: AthenaRunCase) throws {
        let run = try AthenaRun(own.control)
        let result = try run(own.arguments)
        #expect(result.status == own.status)
        let ledger = try run.ledger()
        let id = ledger.query["id"].string ?? ""
        let lines = own.lines.map { "csm-record: \($0.replacing("{id}", with: id))\n" }
        #expect(result.errors == lines.joined())
        #expect(ledger.violations.isEmpty)
        #expect(ledger.calls == own.calls)
        #expect(ledger.queries <= 1 && ledger.isRunning == own.isLeft)
        if own.status == 0 {
            let total = try JSON(result.output)["total"]
            #expect(total["calls"].int == 3 && total["errors"].int == 1)
            #expect(total["max_ms"].int == 70)
        } else {
            #expect(result.output == "")
        }
    }

    @Test(arguments: [
        ["stats"], ["sessions"], ["compare", "--base-since", "2d", "--since", "1d"],
        ["check", "--assert", "S3.*: calls < 5"], ["report"], ["export", "--sessions", "5f3a"],
    ])
    func `a refusal is every command's, and leaves files as they were`(
        command: [String]
    ) throws {
        let run = try AthenaRun(
            "\"states\": [{\"state\": \"FAILED\", \"reason\": \"TABLE_NOT_FOUND: line 12:10: no csm_events\"}]"
        )
        let folder = try TemporaryFolder()
        let file = folder.path("report.html")
        try "as it was".write(toFile: file, atomically: true, encoding: .utf8)
        let output = command[0] == "check" ? [] : ["-o", file]
        let result = try run(output, of: command)
        #expect(result.status == 66, "\(result.errors)")
        #expect(result.output == "")
        #expect(
            result.errors.hasPrefix(
                "csm-record: cannot query Athena: the query failed: TABLE_NOT_FOUND: "))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "as it was")
        #expect(try run.ledger().violations.isEmpty)
    }

    /// Rows that are not what was asked for.
    @Test(arguments: [
        (
            "[0, null, null, null, null, null, null, null, 1, 1, 0, 1, 1, 1, 1, null, null]",
            "is_call"
        ),
        (
            "[1, null, null, null, null, null, null, null, \"many\", 1, 0, 1, 1, 1, 1, null, null]",
            "events"
        ),
    ])
    func `an answer that makes no sense is no figure`(row: String, column: String) throws {
        let run = try AthenaRun("\"rows\": [\(row)]")
        let result = try run()
        #expect(result.status == 65 && result.output == "")
        #expect(
            result.errors.hasPrefix("csm-record: cannot read Athena's answer: column \(column) "))
    }

    @Test func `nobody listens`() throws {
        let result = try AthenaRun()(at: "http://127.0.0.1:1")
        #expect(result.status == 69)
        #expect(result.errors == "csm-record: cannot reach 127.0.0.1:1: connection refused\n")
    }

    @Test func `nobody says who asks`() throws {
        let run = try AthenaRun()
        let result = try run(environment: ["AWS_ACCESS_KEY_ID": ""])
        #expect(result.status == 77)
        #expect(try run.ledger().calls == "")
    }

    @Test func `without credentials a query cannot be stopped`() throws {
        let run = try AthenaRun(
            "\"states\": [\"RUNNING\"], "
                + AthenaRunCase.script(
                    "GetQueryExecution",
                    "{\"do\": \"error\", \"code\": \"ExpiredTokenException\", \"message\": \"No.\"}"
                ))
        let folder = try TemporaryFolder()
        // It gives credentials once.
        let script = "mkdir \(folder.path("used")) 2>/dev/null && cat \(folder.path("keys"))"
        try "[default]\ncredential_process = sh -c \"\(script)\"\n".write(
            toFile: folder.path("config"), atomically: true, encoding: .utf8)
        try """
        {"Version": 1, "AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": "secret"}
        """.write(toFile: folder.path("keys"), atomically: true, encoding: .utf8)
        let result = try run(environment: [
            "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "",
            "AWS_CONFIG_FILE": folder.path("config"),
        ])
        #expect(result.status == 77, "\(result.errors)")
        let ledger = try run.ledger()
        #expect(ledger.calls == "sl" && ledger.isRunning)
        let id = try #require(ledger.query["id"].string)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.first?.hasPrefix("csm-record: cannot ") == true)
        #expect(lines.dropFirst().first == "csm-record: the query \(id) may still be running")
    }
}
