import CSMTestSupport
import Foundation
import Testing

/// README's picture is what the program prints.
struct PictureTests {
    private static let script = Fixtures.root.appending(path: ".github/picture").path
    private static let file = Fixtures.root.appending(path: ".github/picture.svg")

    /// `UPDATE_GOLDEN=1 swift test` draws it anew.
    @Test func `README's picture is what is printed for the recorded run of pytest`() throws {
        let drawn = try Program.run(Program.python, [Self.script, Program.csmRecord])
        #expect(drawn.status == 0, "\(drawn.errors)")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try drawn.output.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        let committed = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(drawn.output == committed, "draw it again: .github/picture >.github/picture.svg")
        // Colours of the terminal, for a light and for a dark page.
        for part in [#"class="red""#, #"class="yellow""#, "prefers-color-scheme: dark"] {
            #expect(committed.contains(part))
        }
    }

    @Test func `the recorded session can be recorded again`() throws {
        let fixtures = try TemporaryFolder()
        let result = try Program.run(
            Program.python, [Self.script, "--record", Program.csmRecord, fixtures.url.path])
        #expect(result.status == 0, "\(result.errors)")
        func operations(_ file: String) throws -> [[String]] {
            let stats = try Program.run(
                Program.csmRecord,
                ["stats", file, "--by", "mark,service,api", "--sort", "name", "--format", "csv"])
            #expect(stats.status == 0, "\(stats.errors)")
            // Mark, service, API, calls and errors; the rest is time.
            return stats.output.split(separator: "\n").map {
                $0.split(separator: ",").prefix(5).map(String.init)
            }
        }
        let committed = Fixtures.folder.appending(path: "pytest.jsonl").path
        #expect(try operations(fixtures.path("pytest.jsonl")) == operations(committed))
    }
}
