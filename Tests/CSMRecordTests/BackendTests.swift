import CSMTestSupport
import Foundation
import Testing

/// What `backend` prints, before the tribunal of cfn-lint and sqlglot.
struct BackendTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    /// Every field that an SDK may send, but SessionToken, then what csm-record adds.
    ///
    /// A latency, a count, a status, a flag or a timestamp is a number.
    private static let columns: Set<String> = [
        "type:string", "version:bigint", "service:string", "api:string", "clientid:string",
        "timestamp:bigint", "useragent:string", "region:string", "fqdn:string",
        "attemptlatency:bigint", "latency:bigint", "httpstatuscode:bigint",
        "finalhttpstatuscode:bigint", "accesskey:string", "xamznrequestid:string",
        "xamzrequestid:string", "xamzid2:string", "awsexception:string",
        "awsexceptionmessage:string", "finalawsexception:string",
        "finalawsexceptionmessage:string", "sdkexception:string", "sdkexceptionmessage:string",
        "finalsdkexception:string", "finalsdkexceptionmessage:string", "attemptcount:bigint",
        "maxretriesexceeded:bigint",
        // Of one SDK or another, and reserved.
        "destinationip:string", "dnslatency:bigint", "apicalltimeout:bigint",
        "requestlatency:bigint", "connectlatency:bigint", "ssllatency:bigint",
        "timetofirstbyte:bigint", "timetoconnect:bigint", "acquireconnectionlatency:bigint",
        "connectionreused:bigint", "tcplatency:bigint",
        // Ours.
        "functionname:string", "sessionid:string", "sessionname:string", "eventid:string",
        "sequence:bigint", "receivedtimestamp:bigint", "starttimestamp:bigint",
        // Of spans.
        "resource:string", "duration_us:bigint",
    ]

    private static let queries = [
        "sessions", "session_statistics", "latency_by_api", "errors", "slowest_calls",
        "throttles_by_day",
    ]

    private func check(_ arguments: String...) throws -> JSON {
        let script = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/backend_check.py")
        let result = try Program.run(Program.python, [script.path] + arguments)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        return try JSON(result.output)
    }

    @Test(arguments: ["json", "parquet"])
    func `a template is clean, and its table has a column for each field`(format: String) throws {
        let (template, queries) = (recorded.folder.path("t.yaml"), recorded.folder.path("q.sql"))
        #expect(
            try recorded("backend", "template", "--store-as", format, "-o", template).status == 0)
        #expect(try recorded("backend", "queries", "-o", queries).status == 0)
        let found = try check("lint", template, "--queries", queries)
        let columns = found["columns"].array.compactMap(\.string)
        #expect(Set(columns) == Self.columns)
        #expect(columns.count == Self.columns.count)
        // Older tables end before these.
        #expect(columns.suffix(2) == ["resource:string", "duration_us:bigint"])
        #expect(found["queries"].array.map(\.string) == Self.queries)
        #expect(found["parameters"].array.contains { $0.string == "StreamName" })
        let text = try String(contentsOfFile: template, encoding: .utf8)
        #expect(text.contains("ParquetSerDe") == (format == "parquet"))
        #expect(text.contains("CompressionFormat: GZIP") == (format == "json"))
    }

    @Test func `each query is one that Athena can read`() throws {
        let file = recorded.folder.path("q.sql")
        #expect(try recorded("backend", "queries", "-o", file).status == 0)
        let found = try check("sql", file)
        #expect(found.keys == Set(Self.queries))
        #expect(
            found["session_statistics"].array.map(\.string) == [
                "sessionid", "service", "api", "calls", "errors", "retries", "throttles", "p50_ms",
                "p90_ms", "p95_ms", "p99_ms", "max_ms",
            ])
    }

    /// What `--athena` asks, with names that have quotes in them.
    @Test(arguments: [
        ["stats"], ["stats", "--by", "function,day,hour,sdk,client,status,resource,session"],
        ["stats", "--level", "attempt", "--by", "host", "--since", "2026-11-20"],
        ["stats", "--function", "it's", #"back\slash"#, "'; DROP TABLE csm_events; --"],
        ["stats", "--sessions", "5f3a", "0123456789abcdef"], ["sessions", "--until", "1d"],
        ["compare", "--base-since", "14d", "--since", "7d"],
        ["check", "--assert", "host=x: attempts < 1"],
        ["compare", "--base-function", "x\nDROP TABLE csm_events; --", "--function", "y"],
        ["report"], ["export", "--sessions", "5f3a"],
    ])
    func `what Athena is asked is SQL that it can read`(arguments: [String]) throws {
        let printed = try recorded(arguments + ["--athena", "csm", "--dry-run"])
        #expect(printed.status == 0, "\(printed.errors)")
        #expect(printed.output.hasPrefix("-- Athena workgroup csm, database csm_record\n"))
        #expect(printed.output.hasSuffix(";\n"))
        let file = recorded.folder.path("asked.sql")
        try "-- name: asked\n\(printed.output)".write(
            toFile: file, atomically: true, encoding: .utf8)
        let columns = try check("sql", file)["asked"].array.compactMap(\.string)
        #expect(!columns.isEmpty && Set(columns).count == columns.count)
    }

    @Test func `what is printed is what goes to a file`() throws {
        for arguments in [["template"], ["template", "--store-as", "parquet"], ["queries"]] {
            let file = recorded.folder.path(arguments.joined())
            let printed = try Program.csmRecord(
                ["backend"] + arguments, database: recorded.database)
            #expect(printed.status == 0 && printed.errors == "")
            let written = try Program.csmRecord(
                ["backend"] + arguments + ["-o", file], database: recorded.database)
            #expect(written.status == 0 && written.errors == "" && written.output == "")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == printed.output)
            #expect(printed.output.hasSuffix("\n") && !printed.output.hasSuffix("\n\n"))
            let lines = printed.output.split(separator: "\n")
            #expect(lines.allSatisfy { $0.last != " " && !$0.contains("\t") })
        }
        // Nobody's database is needed for that.
        #expect(!FileManager.default.fileExists(atPath: recorded.database))
        let template = try recorded("backend", "template").output
        #expect(try recorded("backend").output == template)
        #expect(try recorded("backend", "template", "--store-as", "json").output == template)
        #expect(try recorded("backend", "template", "--store-as", "parquet").output != template)
        let nowhere = try recorded("backend", "queries", "-o", "/nowhere/q.sql")
        #expect(nowhere.status == 73)
        #expect(nowhere.errors.hasPrefix("csm-record: cannot create /nowhere/q.sql: "))
    }

    @Test(arguments: [
        ["template", "--store-as", "orc"], ["template", "--store-as", ""],
        ["template", "--store-as"], ["template", "json"], ["queries", "--store-as", "json"],
        ["tables"], ["queries", "sessions"],
    ])
    func `what backend does not know is wrong usage`(arguments: [String]) throws {
        let result = try Program.csmRecord(["backend"] + arguments, database: recorded.database)
        #expect(result.status == 64)
        #expect(result.output == "")
        let lines = result.errors.split(separator: "\n")
        #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("csm-record: ") })
        if arguments.contains("orc") {
            #expect(result.errors.contains("json") && result.errors.contains("parquet"))
        }
    }
}
