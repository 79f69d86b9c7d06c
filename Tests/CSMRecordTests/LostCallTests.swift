import CSMTestSupport
import Foundation
import Testing

/// Attempts and calls that do not add up tell of calls that were lost.
struct LostCallTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    /// Plain events, as a listener of somebody else may have written them, without one of the calls.
    private func session(of capture: String, withoutCall place: Int? = nil) throws -> String {
        let file = recorded.folder.path("\(capture).jsonl")
        var events = try Fixtures.datagrams(capture).filter { !$0.isEmpty }
            .map { String(decoding: $0, as: UTF8.self) }
        if let place {
            let calls = events.indices.filter { events[$0].contains(#""Type":"ApiCall","#) }
            events.remove(at: calls[place < 0 ? calls.count + place : place])
        }
        try events.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    /// As JavaScript's process.exit, and Go's end, may come before the last call's event.
    @Test(arguments: ["aws-sdk-js-v2", "aws-sdk-js-v2-exit"], ["stats", "show"])
    func `a call that its SDK never sent is told of`(capture: String, command: String) throws {
        let file = try session(of: capture, withoutCall: -1)
        let report = try recorded(command, file)
        let words = report.output.replacing("\n", with: " ")
        #expect(words.contains("at least one call was lost"), "\(report.output)")
        let stats = try recorded.stats(file)["completeness"]
        #expect(stats["attempts_without_call"].int ?? 0 > 0)
    }

    /// `boto3-odd` lacks attempts of some operations, so that the sums alone would agree.
    @Test func `attempts of one operation make up for none of another`() throws {
        let file = try session(of: "boto3-odd", withoutCall: 5)
        let stats = try recorded.stats(file)["completeness"]
        #expect(stats["attempts_without_call"].int ?? 0 >= 1)
        let seen = try #require(stats["attempts_seen"].int)
        #expect(seen <= stats["attempts_expected"].int ?? 0)
        let run = try recorded("run", "--", Program.csmRecord, "replay", "--speed", "max", file)
        let words = run.errors.replacing("\ncsm-record: ", with: " ")
        #expect(words.contains("to calls that were not seen: at least one call was lost"))
    }

    @Test func `where they add up nothing is said`() throws {
        let file = try session(of: "boto3")
        #expect(try recorded.stats(file)["completeness"]["attempts_without_call"].int == 0)
        #expect(try !recorded("stats", file).output.contains("lost"))
    }
}
