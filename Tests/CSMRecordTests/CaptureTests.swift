import CSMTestSupport
import Foundation
import Testing

/// Every capture, sent to the built binary, gives what an independent program works out.
struct CaptureTests {
    private static let oracle = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Oracle/oracle.py").path

    @Test(arguments: Fixtures.captureNames)
    func `statistics equal the oracle's`(capture: String) throws {
        let recorded = try Recorded()
        let path = Fixtures.capturePath(capture)
        let run = try recorded.run("python3", Recorded.sendCapture, path)
        #expect(run.status == 0)
        let expected = try JSON(Program.run(Program.python, [Self.oracle, path]).output)

        let stats = try recorded.stats()
        let completeness = stats["completeness"]
        #expect(completeness["received"].int == expected["received"].int)
        #expect(completeness["decoded"].int == expected["received"].int)
        #expect(completeness["undecodable"].int == 0)
        #expect(completeness["dropped_by_kernel"].int == 0)
        #expect(completeness["dropped_by_recorder"].int == 0)
        #expect(completeness["attempts_expected"].int == expected["attempts_expected"].int)

        #expect(stats["operations"].array.count == expected["operations"].keys.count)
        for row in stats["operations"].array {
            let name = "\(row["service"].string ?? "").\(row["api"].string ?? "")"
            let figures = expected["operations"][name]
            for key in figures.keys {
                #expect(row[key].int == figures[key].int, "\(name) \(key)")
                #expect(row[key].isNull == figures[key].isNull, "\(name) \(key)")
            }
        }
        for key in ["calls", "errors", "retries", "throttles", "attempts"] {
            let sum = expected["operations"].keys.compactMap { expected["operations"][$0][key].int }
                .reduce(0, +)
            #expect(stats["total"][key].int == sum)
        }
    }

    @Test(arguments: Fixtures.captureNames)
    func `the views give the same figures`(capture: String) throws {
        let recorded = try Recorded()
        try recorded.run("python3", Recorded.sendCapture, Fixtures.capturePath(capture))
        let keys = [
            "service", "api", "calls", "errors", "throttles", "retries", "attempts", "total_ms",
            "min_ms", "mean_ms", "p50_ms", "p90_ms", "p95_ms", "p99_ms", "max_ms",
        ]
        let columns = keys.joined(separator: ", ")
        let view = try recorded.query(
            "SELECT json_array(\(columns)) FROM operation_stats ORDER BY service, api")
        let rows = try recorded.stats("--sort", "name")["operations"].array
        #expect(view.count == rows.count)
        for (line, row) in zip(view, rows) {
            let cells = try JSON(line).array
            for (cell, key) in zip(cells, keys) {
                #expect(cell.string == row[key].string && cell.isNull == row[key].isNull, "\(key)")
                // sqlite3 prints a mean with fifteen digits.
                let difference = abs((cell.double ?? 0) - (row[key].double ?? 0))
                #expect(difference <= abs(cell.double ?? 0) * 1e-14, "\(key)")
            }
        }
    }

    @Test func `100,000 mutated datagrams are counted as Python's JSON parser counts them`() throws
    {
        let recorded = try Recorded()
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Oracle/send_mutated.py").path
        let captures = Fixtures.captureNames.map(Fixtures.capturePath)
        let run = try Program.csmRecord(
            ["run", "--port", "0", "--", Program.python, script, "100000"] + captures,
            database: recorded.database)
        #expect(run.status == 0)
        let expected = try JSON(run.output)
        let completeness = try recorded.stats()["completeness"]
        #expect(completeness["received"].int == 100_000)
        for key in ["decoded", "undecodable", "empty"] {
            #expect(completeness[key].int == expected[key].int, "\(key)")
        }
    }
}
