import CSMTestSupport
import Foundation
import Testing

/// The page of `report` in headless Chromium: what one run of `page_check.py` found.
struct PageTests {
    /// Made once: one browser for all checks.
    private static let found = Result { () throws -> [String: [String]] in
        let recorded = try Recorded()
        let script = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/page_check.py")
        let folder = recorded.folder.path("pages")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let result = try Program.run(
            Program.python, [script.path, Program.csmRecord, folder],
            environment: ["CSM_RECORD_DB": recorded.database])
        guard result.status == 0 else { throw CheckFailed(reason: result.errors) }
        let checks = try JSON(result.output)
        return Dictionary(
            uniqueKeysWithValues: checks.keys.map {
                ($0, checks[$0].array.compactMap(\.string))
            })
    }

    private struct CheckFailed: Error { let reason: String }

    private static let checks = [
        "opens from a file without a message or a request",
        "every figure of the tables is that of stats",
        "the data in the page is what stats, show and compare say",
        "columns sort, up and down, by their figures",
        "a filter shows what stats counts with it",
        "the time line is drawn, zooms and moves, by buttons, keys, wheel and pointer",
        "a call that is pointed at, clicked or stepped to is described",
        "what to look at first leads to its places",
        "without JavaScript all tables and drawings are there",
        "axe finds nothing, at three widths, light and dark",
        "the page is never wider than the window",
        "all that can be clicked can be reached by Tab, and shows it",
        "hostile names are text",
        "on paper the tables stand in for the canvas",
        "of several sessions each has a time line",
    ]

    @Test(arguments: checks)
    func `in a browser`(check: String) throws {
        let problems = try #require(try Self.found.get()[check])
        #expect(problems == [])
    }

    /// Among them a check that broke off, which has a name of its own.
    @Test func `no other check found anything`() throws {
        #expect(Set(try Self.found.get().keys) == Set(Self.checks))
    }
}
