import CSMTestSupport
import Foundation
import Testing

/// What README and CONTRIBUTING show works, and what they name is there.
struct MarkdownTests {
    private static let firstRun =
        "csm-record run -- csm-record replay --retime fixtures/boto3.jsonl"

    @Test func `README's first command builds, records and counts`() throws {
        let first = try #require(MarkdownDocument("README.md").blocks("sh").first)
        let release = ".build/release/csm-record"
        #expect(
            first == [
                ".github/build && \(Self.firstRun.replacing("csm-record", with: release))"
                    + " && \(release) stats"
            ])
    }

    @Test(arguments: MarkdownDocument.all)
    func `examples run as they stand`(path: String) throws {
        let commands = try MarkdownDocument(path).blocks("sh").flatMap(\.self)
        #expect(commands.count > 3)
        let playground = try Playground()
        for command in [Self.firstRun] + commands {
            let words = command.split(separator: " ").map(String.init)
            let program = try #require(words.first { !$0.contains("=") })
            if ["csm-record", "sqlite3"].contains(program) {
                let result = try playground.type(command)
                #expect(result.status == 0, "\(command): \(result.errors)")
            } else if program.contains("/"), !program.hasPrefix(".build/") {
                let file = Fixtures.root.appending(path: program).path
                #expect(FileManager.default.isExecutableFile(atPath: file), "\(command)")
            }
        }
    }

    /// `UPDATE_GOLDEN=1 swift test` rewrites what is shown.
    @Test(arguments: MarkdownDocument.all)
    func `output that is shown is what is printed`(path: String) throws {
        var document = try MarkdownDocument(path)
        let playground = try Playground()
        for block in document.blocks("console") {
            let printed = try block.filter { $0.hasPrefix("$ ") }.map { command in
                let result = try playground.type("exec 2>&1; \(command.dropFirst(2))")
                return "\(command)\n\(result.output.replacing(/(?m) +$/, with: ""))"
            }.joined()
            let shown = block.map { $0 + "\n" }.joined()
            if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
                document.text.replace("```console\n\(shown)```", with: "```console\n\(printed)```")
                try document.text.write(to: document.file, atomically: true, encoding: .utf8)
            } else {
                #expect(shown == printed)
            }
        }
    }

    @Test(arguments: MarkdownDocument.all)
    func `links lead somewhere`(path: String) throws {
        let document = try MarkdownDocument(path)
        #expect(!document.links.isEmpty)
        for (path, anchor) in document.links {
            let target = URL(filePath: path, relativeTo: document.file)
            #expect(FileManager.default.fileExists(atPath: target.path), "\(path)")
            if !anchor.isEmpty {
                let linked = path.isEmpty ? document : try MarkdownDocument(path)
                #expect(linked.anchors.contains(anchor), "#\(anchor)")
            }
        }
    }

    @Test(arguments: MarkdownDocument.all)
    func `files that are named are there`(path: String) throws {
        let manager = FileManager.default
        func isThere(_ path: String) -> Bool {
            manager.fileExists(atPath: Fixtures.root.appending(path: path).path)
        }
        let sources = Set(
            try ["Sources", "Tests"].flatMap { folder in
                try manager.subpathsOfDirectory(
                    atPath: Fixtures.root.appending(path: folder).path)
            }.map { URL(filePath: $0).lastPathComponent })
        let folders = ["Sources/", "Tests/", "fixtures/", "man/", ".github/", ".ci/"]
        let missing = try MarkdownDocument(path).names.filter { name in
            if name.contains(" ") || isThere(name) { return false }
            return folders.contains(where: name.hasPrefix)
                || name.hasSuffix(".swift") && !sources.contains(name)
        }
        #expect(missing == [])
    }

    @Test func `README is read in minutes`() throws {
        let readme = try MarkdownDocument("README.md").text
        #expect(readme.split(whereSeparator: \.isWhitespace).count < 1_500)
        #expect(readme.contains("](.github/picture.svg)"))
        for word in ["bucket", "parameters", "sizes", "line of code"] {
            #expect(readme.split(separator: "cannot tell\n").last?.contains(word) == true)
        }
    }

    @Test func `the layout names every folder of Sources`() throws {
        let layout = try #require(
            MarkdownDocument(".github/CONTRIBUTING.md").text.split(separator: "\n## Layout\n").last
        ).prefix { $0 != "#" }
        let folders = layout.matches(of: /(?m)^\| (`[^|]*) \|/).flatMap {
            $0.1.split(separator: ", ").map { $0.trimmingCharacters(in: ["`"]) }
        }
        let sources = Fixtures.root.appending(path: "Sources").path
        #expect(
            try folders.sorted()
                == FileManager.default.contentsOfDirectory(atPath: sources).sorted())
    }
}
