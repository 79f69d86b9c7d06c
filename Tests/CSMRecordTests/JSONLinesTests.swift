import CSMTestSupport
import Foundation
import Testing

/// `--format jsonl`: what the JSON holds as a list, an object a line.
struct JSONLinesTests {
    private let recorded: Recorded

    init() throws {
        recorded = try Recorded()
        try recorded.record("one")
        try recorded.record("two")
    }

    /// Each object with its keys in order, so that equal ones are equal texts.
    private func normal(_ value: Any) throws -> String {
        String(
            decoding: try JSONSerialization.data(withJSONObject: value, options: .sortedKeys),
            as: UTF8.self)
    }

    private func lines(_ command: [String]) throws -> [String] {
        let result = try recorded(command + ["--format", "jsonl"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.hasSuffix("}\n"))
        return try result.output.split(separator: "\n").map {
            try normal(#require(JSON(String($0)).value))
        }
    }

    private func list(_ command: [String], _ key: String) throws -> [String] {
        let result = try recorded(command + ["--format", "json"])
        return try JSON(result.output)[key].array.map { try normal(#require($0.value)) }
    }

    @Test(arguments: [
        (["show"], "calls"), (["show", "--slowest", "3"], "calls"),
        (["sessions", "list"], "sessions"), (["stats", "@", "two"], "operations"),
        (["stats", "--by", "mark,service", "--histogram"], "operations"),
    ])
    func `the lines are the list's elements`(command: [String], key: String) throws {
        let lines = try lines(command)
        #expect(lines.count > 1 || key == "operations")
        #expect(try lines == list(command, key))
    }

    @Test func `attempts whose call is unknown have lines of their own`() throws {
        let command = ["show", "--attempts"]
        let lines = try lines(command)
        let calls = try list(command, "calls")
        let loose = try list(command, "unlinked_attempts")
        #expect(lines.filter { !$0.contains("\"calls_possible\"") } == calls)
        #expect(lines.filter { $0.contains("\"calls_possible\"") } == loose)
    }

    @Test func `a report that is no list is one line`() throws {
        let result = try recorded("sessions", "show", "one", "--format", "jsonl")
        #expect(result.output.split(separator: "\n").count == 1)
        #expect(try JSON(result.output)["session"]["name"].string == "one")
    }

    @Test func `a file and standard output get the same`() throws {
        let file = recorded.folder.path("calls.jsonl")
        #expect(try recorded("show", "--format", "jsonl", "-o", file).status == 0)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(try text == recorded("show", "--format", "jsonl").output)
    }
}
