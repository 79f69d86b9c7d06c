import CSMTestSupport
import Foundation
import Testing

/// Attempts and calls that do not add up tell of calls that were lost.
struct LostCallTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    /// Plain events, as a listener of somebody else may have written them.
    private func session(of capture: String, without: (String) -> Bool = { _ in false }) throws
        -> String
    {
        let file = recorded.folder.path("\(capture).jsonl")
        let events = try Fixtures.datagrams(capture).filter { !$0.isEmpty }
            .map { String(decoding: $0, as: UTF8.self) }.filter { !without($0) }
        try events.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    @Test(arguments: ["stats", "show"])
    func `a call that its SDK never sent is told of`(command: String) throws {
        // JavaScript's process.exit comes before its last call's event.
        let file = try session(of: "aws-sdk-js-v2-exit")
        let report = try recorded(command, file)
        #expect(report.output.contains("at least one call was lost"), "\(report.output)")
        let stats = try recorded.stats(file)["completeness"]
        #expect(stats["attempts_without_call"].int ?? 0 > 0)
    }

    @Test func `attempts of one operation make up for none of another`() throws {
        var isFirst = true
        let file = try session(of: "boto3") { event in
            // One attempt more of one operation is one less of another: the sums agree.
            guard isFirst, event.contains(#""Type":"ApiCall","#) else { return false }
            isFirst = false
            return true
        }
        let stats = try recorded.stats(file)["completeness"]
        #expect(stats["attempts_without_call"].int == 1)
        let run = try recorded("run", "--", Program.csmRecord, "replay", "--speed", "max", file)
        #expect(run.errors.contains("1 attempt belongs to no call that was seen"))
    }

    @Test func `where they add up nothing is said`() throws {
        let file = try session(of: "boto3")
        #expect(try recorded.stats(file)["completeness"]["attempts_without_call"].int == 0)
        #expect(try !recorded("stats", file).output.contains("lost"))
    }
}
