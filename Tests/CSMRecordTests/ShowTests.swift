import CSMTestSupport
import Foundation
import Testing

/// The waterfall of real recordings, and of what nobody should send.
struct ShowTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private func show(_ arguments: String...) throws -> JSON {
        let result = try Program.csmRecord(
            ["show", "--format", "json"] + arguments, database: recorded.database)
        #expect(result.status == 0, "\(result.errors)")
        return try JSON(result.output)
    }

    private func write(_ events: [String]) throws -> String {
        let file = recorded.folder.path("events.jsonl")
        try events.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    @Test func `boto3 against moto lies on the session's time line, every attempt linked`() throws {
        let moto = try MotoServer()
        let program = Fixtures.folder.appending(path: "programs/boto3_calls.py").path
        try recorded.run(Program.python, program, moto.endpoint)
        let shown = try show("--attempts")
        #expect(shown["schema"].string == "csm-record/show/1")
        #expect(shown["time_line"].string == "session")
        let calls = shown["calls"].array
        #expect(calls.count == 25)
        let offsets = calls.map { $0["offset_ms"].int ?? -1 }
        #expect(offsets == offsets.sorted() && offsets[0] > 0)
        for call in calls {
            #expect(call["linked_attempts"].array.count == call["attempts"].int)
        }
        #expect(shown["unlinked_attempts"].array.isEmpty)
        let time = try recorded.stats()["time"]
        #expect(time["time_line"].string == "session")
        let share = time["busy_share"].double ?? 0
        #expect(share > 0 && share < 1)
        #expect(time["overhead_calls"].int == 25)
        #expect(abs((time["mean_parallelism"].double ?? 0) - 1) < 0.2)
    }

    @Test func `threads of one client are not mixed up`() throws {
        let moto = try MotoServer()
        let program = Fixtures.folder.appending(path: "programs/boto3_calls.py").path
        try recorded.run(Program.python, program, moto.endpoint, "8")
        let shown = try show("--attempts")
        let calls = shown["calls"].array
        #expect(calls.count == 200)
        let linked = calls.map { $0["linked_attempts"].array.count }.reduce(0, +)
        #expect(linked + shown["unlinked_attempts"].array.count == 200)
        // What is linked lies in its call, and is no more than that counts.
        for call in calls {
            let attempts = call["linked_attempts"].array
            #expect(attempts.count <= call["attempts"].int ?? 0)
            let start = call["start_ms"].int ?? 0
            let end = start + (call["latency_ms"].int ?? 0)
            for attempt in attempts {
                let own = attempt["start_ms"].int ?? 0
                #expect(own >= start - 2 && own + (attempt["latency_ms"].int ?? 0) <= end + 2)
            }
        }
        let unlinked = shown["unlinked_attempts"].array
        #expect(unlinked.allSatisfy { $0["calls_possible"].string == "several" })
    }

    @Test(arguments: [("0s", "1s"), ("721ms", "3194ms"), ("2s", "1h"), ("1h", "2h")])
    func `stats counts the calls of the same time`(from: String, until: String) throws {
        try recorded.record("one")
        let window = ["--from", from, "--until", until, "--format", "json"]
        let shown = try JSON(recorded(["show"] + window).output)["calls"].array
        let total = try JSON(recorded(["stats"] + window).output)["total"]
        #expect(total["calls"].int == shown.count)
        #expect(
            (total["total_ms"].int ?? 0)
                == shown.reduce(0) { $0 + ($1["latency_ms"].int ?? 0) })
    }

    @Test func `what is shown can be chosen`() throws {
        try recorded.record("one")
        let slowest = try show("--top", "3")["calls"].array.map { $0["latency_ms"].int }
        #expect(slowest == [2_398, 1_166, 1_068])
        let errors = try show("--errors")["calls"].array
        #expect(errors.count == 14 && errors.allSatisfy { $0["is_error"].value as? Bool == true })
        let only = try show("--only", "s3.get*")["calls"].array
        #expect(only.count == 6 && only.allSatisfy { $0["api"].string == "GetObject" })
        let window = try show("--from", "3s", "--until", "3.2s")["calls"].array
        #expect(window.map { $0["offset_ms"].int } == [721, 3_128, 3_149, 3_163, 3_193])
        #expect(try recorded("show", "--from", "2s", "--until", "1s").status == 64)
        #expect(try show("--slowest", "3")["calls"].array.count == 3)
        #expect(try show("--not", "S3.*", "--not", "DynamoDB.*")["calls"].array.count == 11)
        #expect(try recorded("show", "--top", "0").status == 64)
        #expect(try recorded("show", "--slowest", "0").status == 64)
        #expect(try recorded("show", "--from", "soon").status == 64)
        #expect(try recorded("show", "nothing").status == 66)
    }

    @Test func `errors come with their messages`() throws {
        try recorded.record("one")
        let text = try recorded("show", "--errors", environment: ["COLUMNS": "100"]).output
        #expect(text.contains("✗ 404 NoSuchKey"))
        #expect(text.contains("\n    The specified key does not exist.\n"))
        #expect(text.contains("14 of 34 calls shown."))
    }

    @Test func `repeated calls share a line in text alone`() throws {
        let events = (0..<37).map {
            "{\"Type\":\"ApiCall\",\"Service\":\"S3\",\"Api\":\"Get\",\"Timestamp\":\(5_000 + 10 * $0),\"Latency\":\(3 + $0 % 4)}"
        }
        let file = try write(events)
        let text = try recorded("show", file, environment: ["COLUMNS": "100"]).output
        #expect(text.contains("×37 S3.Get "))
        #expect(text.contains("3-6"))
        #expect(text.contains("37 of 37 calls shown."))
        let csv = try recorded("show", file, "--format", "csv").output
        #expect(csv.split(separator: "\n").count == 38)
    }

    @Test func `an ambiguous attempt is never given to a call`() throws {
        let call =
            #"{"Type":"ApiCall","Service":"S3","Api":"Get","Timestamp":5000,"Latency":50,"AttemptCount":1}"#
        let attempt =
            #"{"Type":"ApiCallAttempt","Service":"S3","Api":"Get","Timestamp":5010,"AttemptLatency":20}"#
        let file = try write([attempt, attempt, call, call])
        let shown = try JSON(
            recorded("show", file, "--attempts", "--format", "json").output)
        #expect(shown["calls"].array.allSatisfy { $0["linked_attempts"].array.isEmpty })
        #expect(shown["unlinked_attempts"].array.count == 2)
        let text = try recorded("show", file, "--attempts", environment: ["COLUMNS": "160"]).output
        #expect(text.contains("? attempt of S3.Get"))
        #expect(!text.contains("└"))
    }

    private static let hostile =
        #"\u001b[31m|<script>alert(1)</script>`x`\n=1+1\u202e"#

    @Test(arguments: ["text", "json", "csv", "markdown"])
    func `hostile names and messages are harmless`(format: String) throws {
        let event =
            #"{"Type":"ApiCall","Service":"\#(Self.hostile)","Api":"=2\#(Self.hostile)","ClientId":"\#(Self.hostile)","Timestamp":5000,"Latency":5,"FinalAwsException":"\#(Self.hostile)","FinalAwsExceptionMessage":"\#(Self.hostile)"}"#
        let file = try write([event])
        for command in [["show", "--errors", file], ["stats", file, "--histogram"]] {
            let result = try Program.csmRecord(
                command + ["--format", format], database: recorded.database)
            #expect(result.status == 0)
            let output = result.output
            #expect(
                output.unicodeScalars.allSatisfy {
                    $0 == "\n"
                        || $0.properties.generalCategory != .control
                            && (format == "json" || $0.properties.generalCategory != .format)
                })
            switch format {
            case "json":
                let rows = try JSON(output)[command[0] == "show" ? "calls" : "operations"]
                #expect(rows[0]["service"].string?.hasPrefix("\u{1B}[31m|<script>") == true)
            case "csv":
                #expect(output.split(separator: "\n").count == 2)
                #expect(!output.contains(",=") && !output.contains("\n="))
            case "markdown":
                let table = output.split(separator: "```")[0]
                #expect(!table.contains("<script>") && !table.contains("`x`"))
                let rows = table.split(separator: "\n").filter { $0.hasPrefix("|") }
                #expect(Set(rows.map { $0.count { $0 == "|" } }).count == 1)
            default: break
            }
        }
    }
}
