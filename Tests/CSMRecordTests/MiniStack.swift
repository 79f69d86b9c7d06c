import CSMTestSupport
import Foundation

/// A cell of a query's answer.
struct Cell: Hashable {
    let text: String?
    let number: Int?

    fileprivate init(_ json: JSON) {
        text = json.string
        number = json.int
    }
}

/// `Oracle/backend_ministack.py`, with a template deployed.
final class MiniStack {
    private let program: RunningProgram
    private let folder: TemporaryFolder
    private let stack: JSON

    init(template: String) throws {
        folder = try TemporaryFolder()
        let file = folder.path("template.yaml")
        try template.write(toFile: file, atomically: true, encoding: .utf8)
        let program = try Program.start(Program.python, [Self.script, "serve", file])
        self.program = program
        let isUp = RunningProgram.eventually {
            program.output.hasSuffix("\n") || !program.process.isRunning
        }
        guard isUp, program.process.isRunning else {
            program.send(SIGTERM)
            throw NotStarted(errors: program.finish().errors)
        }
        stack = try JSON(program.output)
    }

    deinit {
        program.send(SIGTERM)
        _ = program.finish()
    }

    struct NotStarted: Error { let errors: String }

    private static let script = Fixtures.root
        .appending(path: "Tests/CSMRecordTests/Oracle/backend_ministack.py").path

    /// What it printed of itself, in JSON.
    var description: String { program.output }

    subscript(_ key: String) -> String { stack[key].string ?? "" }

    func query(_ name: String, of queries: String) throws -> [[String: Cell]] {
        let file = folder.path("queries.sql")
        try queries.write(toFile: file, atomically: true, encoding: .utf8)
        return try ask("query", program.output, file, name).array.map { row in
            Dictionary(uniqueKeysWithValues: row.keys.map { ($0, Cell(row[$0])) })
        }
    }

    /// The rows that the table has, and the events among them.
    func count() throws -> [Int] {
        let sql = "-- name: rows\nSELECT count(*) AS rows, count(DISTINCT eventid) AS events "
        let row = try query("rows", of: sql + "FROM csm_events").first ?? [:]
        return [row["rows"]?.number ?? -1, row["events"]?.number ?? -1]
    }

    func objects() throws -> JSON { try ask("objects", program.output) }

    /// What came of calls as the one who has the read policy.
    func reader() throws -> JSON { try ask("reader", program.output) }

    private func ask(_ arguments: String...) throws -> JSON {
        let result = try Program.run(Program.python, [Self.script] + arguments)
        guard result.status == 0 else { throw NotStarted(errors: result.errors) }
        return try JSON(result.output)
    }
}
