import CSMTestSupport
import Foundation
import Testing

/// `fixtures/athena/compaction.sql`, and the measurements that it is there for.
struct CompactionTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private func python(_ script: String, _ arguments: String...) throws -> String {
        let path = Fixtures.root.appending(path: script).path
        let result = try Program.run(Program.python, [path] + arguments)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        return result.output
    }

    @Test func `compacted and counted events have the same figures`() throws {
        let (queries, template) = (recorded.folder.path("q.sql"), recorded.folder.path("t.yaml"))
        #expect(try recorded("backend", "queries", "-o", queries).status == 0)
        let printed = try recorded("backend", "template", "--store-as", "parquet", "-o", template)
        #expect(printed.status == 0)
        let found = try JSON(
            python("Tests/CSMRecordTests/Oracle/compaction_check.py", queries, template))
        let events = try #require(found["events"].int)
        #expect(events > 40_000)
        #expect(found["arrived"].int == events + events / 7)
        #expect(found["compacted"].int == events)
        #expect(found["counted"].int == events)
        #expect((1..<events).contains(found["rows_of_hours"].int ?? 0))
        #expect(found["operations"].int == 50)
        for key in ["errors", "retries", "throttles"] { #expect((found[key].int ?? 0) > 100) }
    }

    @Test func `what questions cost can be measured`() throws {
        let script = "Tests/Benchmarks/athena_bytes.py"
        let output = try python(script, "--events", "20000")
        #expect(output.contains("| layout | stored | read by a question |"))
        #expect(output.contains("| 1,000,000,000 | 7 days, one function | "))
        // Measured are the columns that the question's query reads, by DuckDB's plan of it.
        let file = recorded.folder.path("stats.sql")
        let arguments = [
            "--athena", "csm", "--region", "eu-central-1", "--by", "service,api,function",
        ]
        let query = try recorded(["stats", "--dry-run"] + arguments).output
        try query.write(toFile: file, atomically: true, encoding: .utf8)
        let read = try JSON(python(script, "--reads", file)).array.compactMap(\.string)
        let source = try String(
            contentsOf: Fixtures.root.appending(path: "Tests/Benchmarks/athena_layouts.py"),
            encoding: .utf8)
        let question = try #require(source.firstMatch(of: /QUESTION = """([^"]*)"""/)).1
        let measured = question.split { " \n".contains($0) }.map(String.init)
        #expect(measured.filter { $0 != "sessionname" }.sorted() == read)
    }
}
