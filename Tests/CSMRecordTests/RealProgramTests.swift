import CSMTestSupport
import Foundation
import Testing

/// Real SDKs against moto on loopback: what the program itself counted is what was recorded.
@Suite(.serialized)
struct RealProgramTests {
    private static let programs = Fixtures.folder.appending(path: "programs")
    private static let venv = Fixtures.root.appending(path: ".venv/bin")

    private static func command(_ name: String, _ endpoint: String) -> [String] {
        func program(_ name: String) -> String { programs.appending(path: name).path }
        return switch name {
        case "boto3": [Program.python, program("boto3_calls.py"), endpoint]
        case "boto3 with 8 threads": [Program.python, program("boto3_calls.py"), endpoint, "8"]
        case "AWS CLI":
            [
                "sh", program("awscli_calls.sh"), endpoint, venv.appending(path: "aws").path,
            ]
        default: ["ruby", program("ruby_calls.rb"), endpoint]
        }
    }

    @Test(arguments: ["boto3", "boto3 with 8 threads", "AWS CLI", "Ruby"])
    func `calls counted by the program are the calls recorded`(name: String) throws {
        let moto = try MotoServer()
        let recorded = try Recorded()
        let run = try Program.csmRecord(
            ["run", "--port", "0", "--"] + Self.command(name, moto.endpoint),
            database: recorded.database)
        #expect(run.status == 0, "\(run.errors)")
        let counted = try JSON(run.output)
        #expect(!counted.keys.isEmpty)
        let stats = try recorded.stats()
        var recordedCalls: [String: Int] = [:]
        for row in stats["operations"].array {
            let name = "\(row["service"].string ?? "").\(row["api"].string ?? "")"
            recordedCalls[name] = row["calls"].int
        }
        #expect(Set(recordedCalls.keys) == counted.keys)
        for key in counted.keys { #expect(recordedCalls[key] == counted[key].int, "\(key)") }
        #expect(stats["total"]["errors"].int ?? 0 > 0, "one of the calls is meant to fail")
        #expect(stats["completeness"]["undecodable"].int == 0)

        // The credentials went over the wire, and are nowhere now.
        for file in ["", "-wal"] {
            let bytes = try? Data(contentsOf: URL(filePath: recorded.database + file))
            for secret in ["FakeSessionToken", "AKIAFAKETESTING00001"] {
                #expect(bytes?.range(of: Data(secret.utf8)) == nil)
            }
        }
        let keys = try recorded.query(
            "SELECT DISTINCT json_extract(event, '$.AccessKey') FROM attempts")
        #expect(keys == ["0001"])
    }
}

/// moto's server, on a free port of loopback, until it goes.
final class MotoServer {
    let endpoint: String
    private let program: RunningProgram

    init() throws {
        let free = try Program.run(
            Program.python,
            [
                "-c",
                "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])",
            ])
        let port = free.output.trimmingCharacters(in: .whitespacesAndNewlines)
        endpoint = "http://127.0.0.1:\(port)"
        program = try Program.start(
            Fixtures.root.appending(path: ".venv/bin/moto_server").path,
            ["-H", "127.0.0.1", "-p", port])
        let check = "import urllib.request; urllib.request.urlopen('\(endpoint)/moto-api/')"
        let isUp = try RunningProgram.eventually {
            try Program.run(Program.python, ["-c", check]).status == 0
        }
        if !isUp { throw NotStarted(errors: program.errors) }
    }

    struct NotStarted: Error { let errors: String }

    deinit {
        program.send(SIGKILL)
        _ = program.finish()
    }
}
