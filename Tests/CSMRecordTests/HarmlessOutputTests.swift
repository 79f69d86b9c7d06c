import CSMTestSupport
import Foundation
import Testing

/// What was sent by anybody is printed where terminals and CI systems take text for commands.
struct HarmlessOutputTests {
    private let recorded: Recorded

    init() throws {
        recorded = try Recorded()
        let send = """
            import json, os, socket
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.connect((os.environ["AWS_CSM_HOST"], int(os.environ["AWS_CSM_PORT"])))
            for service in ["::error::", "##[error]", "\\u001b[31mS3"]:
                s.send(json.dumps({"Type": "ApiCall", "Service": service, "Api": "::set-output::",
                    "Timestamp": 1, "Latency": 2, "AttemptCount": 1,
                    "FinalAwsException": "##[warning]x"}).encode())
            """
        try recorded.run("python3", "-c", send)
    }

    @Test(arguments: [
        ["export"], ["export", "--format", "csv"], ["export", "--format", "chrome"],
        ["replay", "--stdout", "--speed", "max"],
    ])
    func `datagrams go to a terminal only by force`(arguments: [String]) throws {
        func onTerminal(_ arguments: [String]) throws -> ProgramResult {
            let line = ([Program.csmRecord] + arguments).map { "'\($0)'" }.joined(separator: " ")
            return try Program.run(
                "/usr/bin/script", ["-qec", line, "/dev/null"],
                environment: ["CSM_RECORD_DB": recorded.database])
        }
        let refused = try onTerminal(arguments)
        #expect(refused.status == 64)
        #expect(refused.output.contains("cannot write to a terminal"))
        #expect(!refused.output.contains("Latency"))
        let forced = try onTerminal(arguments + ["--force"])
        #expect(forced.status == 0)
        #expect(forced.output.contains("error"))
        // A pipe is none.
        let piped = try Program.csmRecord(arguments, database: recorded.database)
        #expect(piped.status == 0)
    }

    @Test(arguments: ["/dev/tty", "/dev/stdout"])
    func `nor by another name of the terminal`(path: String) throws {
        let line = "'\(Program.csmRecord)' export -o \(path)"
        let refused = try Program.run(
            "/usr/bin/script", ["-qec", line, "/dev/null"],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(refused.status == 64)
        #expect(!refused.output.contains("Latency"))
    }

    /// As the runner reads a step's output, line by line.
    private func commands(_ output: String) -> [String] {
        var commands: [String] = []
        var token: String?
        for line in output.split(separator: "\n").map({ $0.drop(while: \.isWhitespace) }) {
            if let end = token {
                if line == "::\(end)::" { token = nil }
            } else if line.hasPrefix("::stop-commands::") {
                token = String(line.dropFirst("::stop-commands::".count))
            } else if line.hasPrefix("::") || line.contains("##[") {
                commands.append(String(line))
            }
        }
        return commands
    }

    @Test(
        arguments: [
            ["stats"], ["stats", "--histogram"], ["show"], ["show", "--errors"], ["sessions"],
            ["sessions", "show"], ["check", "--assert", "*: errors == 0", "--ci", "none"],
            ["sessions", "prune", "--keep", "0", "--named", "--dry-run"],
            ["run", "--summary", "full", "--", "true"], ["policy"],
            ["compare", Fixtures.folder.appending(path: "boto3.jsonl").path, "@", "--all"],
        ], ["text", "json", "csv", "markdown", "junit"])
    func `nothing that was sent is a command of GitHub Actions`(
        arguments: [String], format: String
    ) throws {
        let takesFormat = arguments[0] != "run" && arguments.last != "--dry-run"
        if !takesFormat, format != "text" { return }
        if arguments[0] == "check" ? format == "csv" : format == "junit" { return }
        let result = try recorded(
            arguments + (takesFormat ? ["--format", format] : []),
            environment: ["GITHUB_ACTIONS": "true"])
        // Nothing of it is known to need a permission.
        let isPolicy = arguments[0] == "policy" && result.status == (format == "json" ? 98 : 0)
        #expect(result.status == 0 || arguments[0] == "check" || isPolicy)
        #expect(commands(result.output) == [])
        #expect(commands(result.errors) == [])
    }

    @Test func `the summary of a run is none either`() throws {
        let path = recorded.folder.path("session.jsonl")
        _ = try recorded("export", "-o", path)
        let result = try Program.csmRecord(
            ["run", "--summary", "full", "--", Program.csmRecord, "replay", path],
            database: recorded.database, environment: ["GITHUB_ACTIONS": "true"])
        #expect(result.errors.contains("error"))
        #expect(commands(result.errors) == [])
    }
}
