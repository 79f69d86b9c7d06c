import CSMTestSupport
import Foundation
import Testing

/// Sessions of many kinds, pushed more than once to a stack of the printed template, and the built
/// csm-record to ask both: its database, and Athena as somebody who may only read.
///
/// Made once for each format, for that takes most of a test's time.
final class Fleet: Sendable {
    /// Only asked what it printed when it began, which never changes.
    private nonisolated(unsafe) let stack: MiniStack
    let recorded: Recorded
    /// In the order in which they were recorded.
    let sessions: [String]

    static let ofParquet = Result { try Fleet("parquet") }
    static let ofJSON = Result { try Fleet("json") }

    static func stored(as format: String) throws -> Fleet {
        try (format == "parquet" ? ofParquet : ofJSON).get()
    }

    /// Names that would be something else than data, were they a part of the SQL.
    static let oddFunctions = [
        "it's", "100%", "a_b", #"back\slash"#, "'; DROP TABLE csm_events; --", "\"quoted\"", "ü €",
    ]

    private init(_ format: String) throws {
        recorded = try Recorded()
        try Self.record(in: recorded)
        sessions = try recorded.sessions().reversed().compactMap { $0["id"].string }
        stack = try MiniStack(
            template: recorded("backend", "template", "--store-as", format).output)
        // Some with names of their own, the rest by what they are.
        for (session, function) in zip(sessions, Self.oddFunctions) {
            try push(session, "--function-name", function)
        }
        try push()
        // The ledger is lost: what is pushed again is there twice.
        _ = try recorded.query("DELETE FROM packs; DELETE FROM targets")
        for (session, function) in zip(sessions, Self.oddFunctions) {
            try push(session, "--function-name", function)
        }
        try push()
    }

    private static func record(in recorded: Recorded) throws {
        try recordPrograms(in: recorded)
        let file = recorded.folder.path("earlier days.jsonl")
        try earlierEvents.joined(separator: "\n").write(
            toFile: file, atomically: true, encoding: .utf8)
        #expect(try recorded("import", file).status == 0)
    }

    /// A program with boto3, and every capture.
    static func recordPrograms(in recorded: Recorded) throws {
        let moto = try MotoServer()
        let program = Fixtures.folder.appending(path: "programs/boto3_calls.py").path
        let run = try recorded.run(
            Program.python, program, moto.endpoint, options: ["--name", "boto3 here"])
        #expect(run.status == 0, "\(run.errors)")
        for name in Fixtures.captureNames {
            let run = try recorded.run(
                "python3", Recorded.sendCapture, Fixtures.capturePath(name),
                options: ["--name", name])
            #expect(run.status == 0, "\(run.errors)")
        }
    }

    /// One that has the fields of all SDKs: MiniStack knows a table of JSON by what is in it.
    private static let allFields = {
        let texts = [
            "Fqdn", "AccessKey", "XAmznRequestId", "XAmzRequestId", "XAmzId2", "AwsException",
            "AwsExceptionMessage", "SdkException", "SdkExceptionMessage", "DestinationIp",
        ]
        let numbers = [
            "AttemptLatency", "HttpStatusCode", "MaxRetriesExceeded", "ApiCallTimeout",
            "RequestLatency", "DnsLatency", "TcpLatency", "ConnectLatency", "SslLatency",
            "AcquireConnectionLatency", "TimeToConnect", "TimeToFirstByte", "ConnectionReused",
        ]
        return texts.map { "\"\($0)\":\"a \($0)\"," } + numbers.map { "\"\($0)\":1," }
    }().joined()

    /// Some events an hour over the last days, of spans and of SDKs, with every field in at least one
    /// of them.
    private static var earlierEvents: [String] {
        let now = Int(Date().timeIntervalSince1970) * 1_000
        return (0..<60).flatMap { number -> [String] in
            let time = now - 86_400_000 - number * 5_000_000
            let common =
                #""Version":1,"Service":"DynamoDB","Api":"GetItem","ClientId":"o'\#(number % 3)","#
                + #""Timestamp":\#(time),"Region":"eu-central-1","UserAgent":"Boto3/1.4\#(number)","#
            let failure =
                number % 7 == 0
                ? #""FinalSdkException":"'; DROP","FinalSdkExceptionMessage":"no","#
                    + #""FinalAwsExceptionMessage":"","#
                : ""
            let attempt =
                #"{"Type":"ApiCallAttempt",\#(common)"Fqdn":"host%_\#(number % 2)","#
                + #""AttemptLatency":\#(number),"HttpStatusCode":\#(number % 5 == 0 ? 429 : 200),"#
                + #""AwsException":"SlowDown","AwsExceptionMessage":"","SdkException":null,"#
                + #""SdkExceptionMessage":null}"#
            let span =
                number % 2 == 0
                ? #""Resource":"orders_\#(number % 3)'s","DurationUs":\#(number * 1_001),"Otel":{},"#
                : ""
            let call =
                #"{\#(number == 1 ? allFields : "")"Type":"ApiCall",\#(common)\#(failure)\#(span)"Latency":\#(number * number),"#
                + #""AttemptCount":\#(number % 4),"FinalHttpStatusCode":\#(number % 9 == 0 ? 503 : 200)}"#
            return [attempt, call]
        }
    }

    private func push(_ arguments: String...) throws {
        let result = try recorded(
            ["push", "--stream", stack["stream"], "--endpoint-url", stack["endpoint"]] + arguments,
            environment: keys("access_key", "secret_key"))
        #expect(result.status == 0, "\(result.errors)")
    }

    private func keys(_ access: String, _ secret: String) -> [String: String] {
        [
            "AWS_ACCESS_KEY_ID": stack[access], "AWS_SECRET_ACCESS_KEY": stack[secret],
            "AWS_REGION": stack["region"], "HTTP_PROXY": "", "http_proxy": "",
        ]
    }

    /// Runs a command with `--athena`, as who may only read.
    func ask(_ command: String, _ arguments: [String]) throws -> ProgramResult {
        try recorded(
            [command, "--athena", stack["workgroup"], "--endpoint-url", stack["endpoint"]]
                + arguments,
            environment: keys("reader_access_key", "reader_secret_key"))
    }

    /// The JSON of a command that went well, or found a breach.
    func answer(_ command: String, _ arguments: [String]) throws -> JSON {
        let result = try ask(command, arguments + ["--format", "json"])
        #expect([0, 98, 99].contains(result.status), "\(result.errors)")
        return try JSON(result.output)
    }

    /// What the same command says of what was recorded.
    func local(_ command: String, _ arguments: [String]) throws -> JSON {
        let result = try recorded([command] + arguments + ["--format", "json"])
        #expect([0, 98, 99].contains(result.status), "\(result.errors)")
        return try JSON(result.output)
    }

    /// `Oracle/fleet_oracle.py` puts random questions.
    func random(seed: Int, count: Int) throws -> ProgramResult {
        let script = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/fleet_oracle.py")
        return try Program.run(
            Program.python,
            [script.path, stack.description, Program.csmRecord, "\(seed)", "\(count)"])
    }
}
