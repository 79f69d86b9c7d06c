import CSMTestSupport
import Foundation
import Testing

/// The live table, on a terminal and printed once.
struct TopTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    /// The rows of a table printed once: the operation, and what stands in its 13 columns.
    private func table(
        _ arguments: [String]
    ) throws -> [(operation: String, cells: [String])] {
        let result = try recorded(
            ["top", "--once"] + arguments, environment: ["COLUMNS": "250", "LC_ALL": "C"])
        #expect(result.status == 0, "\(result.errors)")
        return result.output.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            let cells = Array(words.suffix(13))
            guard words.count > 13, cells.allSatisfy({ $0.wholeMatch(of: #/[0-9.,~-]+/#) != nil })
            else { return nil }
            return (words.dropLast(13).joined(separator: " "), cells)
        }
    }

    private func rows(_ arguments: String...) throws -> [String: [String]] {
        Dictionary(
            uniqueKeysWithValues: try table(arguments).map { ($0.operation, $0.cells) })
    }

    @Test func `the figures since the start are those of stats`() throws {
        try recorded.record("one")
        let rows = try rows()
        let stats = try recorded.stats()
        let operations = stats["operations"].array
        #expect(rows.count == operations.count + 1 && operations.count > 10)
        for operation in operations + [stats["total"]] {
            let name =
                operation["service"].string.map { "\($0).\(operation["api"].string ?? "")" }
                ?? "total"
            let row = try #require(rows[name], "\(name)")
            // Behind the six of the window, and the attempts in flight.
            let own = row[7...].map { $0.filter(\.isNumber) }
            #expect(own[0] == "\(operation["calls"].int ?? -1)")
            #expect(own[1] == "\(operation["errors"].int ?? -1)")
            #expect(own[2] == "\(operation["throttles"].int ?? -1)")
            #expect(own[3] == "\(operation["p50_ms"].int ?? -1)")
            #expect(own[4] == "\(operation["p95_ms"].int ?? -1)")
            #expect(own[5] == "\(operation["max_ms"].int ?? -1)")
        }
    }

    @Test func `a file is a session that has ended`() throws {
        let file = Fixtures.folder.appending(path: "pytest.jsonl").path
        let result = try recorded("top", "--once", file)
        #expect(result.status == 0)
        #expect(result.output.contains("308 calls"))
        #expect(result.output.contains("the session has ended"))
    }

    @Test func `several sessions are added up`() throws {
        try recorded.record("one")
        try recorded.record("two")
        let one = try rows("one")["total"]
        let both = try rows("one", "two")["total"]
        #expect(one?[7] == "34" && both?[7] == "68")
        let text = try recorded("top", "--once", "one", "two").output
        #expect(text.hasPrefix("2 sessions added up, all have ended: one, two\n"))
    }

    @Test func `rows can be chosen and ordered`() throws {
        try recorded.record("one")
        #expect(try rows("--only", "S3.*").keys.allSatisfy { $0.hasPrefix("S3.") || $0 == "total" })
        let failed = try recorded.stats()["operations"].array.count {
            $0["errors"].int ?? 0 > 0
        }
        #expect(try rows("--errors").count == failed + 1)
        let byName = try table(["--sort", "name"]).dropLast().map(\.operation)
        #expect(byName == byName.sorted() && byName.count > 10)
        let byCalls = try table(["--sort", "calls"]).dropLast().map { Int($0.cells[7]) ?? 0 }
        #expect(byCalls == byCalls.sorted(by: >))
    }

    @Test(arguments: [80, 100, 120, 250])
    func `nothing is wider than the width, and what is dropped is said`(width: Int) throws {
        try recorded.record("one")
        let result = try recorded(["top", "--once"], environment: ["COLUMNS": "\(width)"])
        let lines = result.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width })
        #expect(result.output.contains("No room for ") == (width < 150))
    }

    @Test func `hostile names are harmless`() throws {
        let event =
            #"{"Type":"ApiCall","Service":"\u001b[31mS3\u202e","Api":"\u0007Get","Timestamp":5000,"Latency":5}"#
        let file = recorded.folder.path("events.jsonl")
        try event.write(toFile: file, atomically: true, encoding: .utf8)
        let result = try recorded("top", "--once", file)
        #expect(result.output.contains(#"\x1B[31mS3"#))
        #expect(
            result.output.unicodeScalars.allSatisfy {
                $0 == "\n" || ![.control, .format].contains($0.properties.generalCategory)
            })
    }

    @Test func `without a terminal it says what to do`() throws {
        try recorded.record("one")
        let result = try recorded("top")
        #expect(result.status == 64)
        #expect(result.errors.contains("top --once"))
        #expect(try recorded("top", "--once", "nothing").status == 66)
        #expect(try recorded("top", "--once", "--interval", "1ms").status == 64)
        #expect(try recorded("top", "--once", "--window", "1ms").status == 64)
    }

    @Test func `nothing recorded is an error for who asks once`() throws {
        #expect(try recorded("top", "--once").status == 66)
    }

    @Test func `on a terminal it behaves, whatever ends it`() throws {
        try recorded.record("one")
        let script = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/top_terminal.py")
        let run = try Program.run(
            Program.python, [script.path, Program.csmRecord],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(run.status == 0, "\(run.output) \(run.errors)")
        #expect(
            run.output == """
                keys sort, filter, explain, pause and quit
                Ctrl-C quits
                no frame is larger than the terminal
                every signal leaves the terminal as it was
                what ends no program does not end it
                it ends with its terminal
                Ctrl-Z gives the terminal back, fg draws again

                """)
    }
}
