import CSMTestSupport
import Foundation
import Testing

/// Random sessions, whose statistics a Python script works out by brute force, against the built
/// program in each of its formats and against the database's view.
struct StatisticsOracleTests {
    private static let counts = ["calls", "errors", "retries", "throttles"]
    private static let latencies = [
        "total_ms", "min_ms", "p50_ms", "p90_ms", "p95_ms", "p99_ms", "max_ms",
    ]

    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    /// Imports the random session of a seed, and returns what is to be expected.
    private func session(seed: Int) throws -> JSON {
        let file = recorded.folder.path("random.jsonl")
        let script = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/random_session.py")
        let oracle = try Program.run(Program.python, [script.path, "\(seed)", file])
        #expect(oracle.status == 0, "\(oracle.errors)")
        #expect(try recorded("import", file).status == 0)
        return try JSON(oracle.output)
    }

    @Test(arguments: 0..<12)
    func `all formats and the view agree with brute force`(seed: Int) throws {
        let expected = try session(seed: seed)
        try compareJSON(expected)
        try compareCSV(expected)
        try compareView(expected)
        try compareTables(expected)
    }

    private func compareJSON(_ expected: JSON) throws {
        let stats = try recorded.stats()
        let operations = stats["operations"].array
        #expect(Set(operations.map(name)) == expected["operations"].keys)
        for operation in operations {
            compare(operation, expected["operations"][name(operation)])
        }
        compare(stats["total"], expected["total"])
        for key in ["wall_ms", "busy_ms", "overhead_ms", "overhead_calls"] {
            #expect(stats["time"][key].int == expected["time"][key].int, "\(key)")
        }
        #expect(
            stats["completeness"]["attempts_expected"].int == expected["attempts_expected"].int)
        let totals = operations.map { $0["total_ms"].int ?? -1 }
        #expect(totals == totals.sorted(by: >))
    }

    private func name(_ row: JSON) -> String {
        "\(row["service"].string ?? "").\(row["api"].string ?? "")"
    }

    private func compare(_ row: JSON, _ expected: JSON) {
        for key in Self.counts + ["attempts"] + Self.latencies {
            #expect(row[key].int == expected[key].int, "\(key)")
        }
        // Foundation and sqlite3 lose a number's last digit; the CSV below has them all.
        let means = [row, expected].map { $0["mean_ms"].double ?? -1 }
        #expect(abs(means[0] - means[1]) <= 1e-12 * abs(means[1]))
    }

    private func compareCSV(_ expected: JSON) throws {
        let lines = try recorded("stats", "--format", "csv").output.split(separator: "\n")
        let header = lines[0].split(separator: ",").map(String.init)
        #expect(lines.count - 1 == expected["operations"].keys.count)
        for line in lines.dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            let row = Dictionary(uniqueKeysWithValues: zip(header, cells.map(String.init)))
            let own = expected["operations"]["\(row["service"] ?? "").\(row["api"] ?? "")"]
            for key in Self.counts + ["attempts"] + Self.latencies {
                #expect(row[key] == own[key].int.map(String.init) ?? "", "\(key)")
            }
            #expect(row["mean_ms"] == own["mean_text"].string)
        }
    }

    private func compareView(_ expected: JSON) throws {
        let view = try Program.run(
            "/usr/bin/sqlite3", ["-json", recorded.database, "SELECT * FROM operation_stats"])
        let rows = try JSON(view.output).array
        #expect(Set(rows.map(name)) == expected["operations"].keys)
        for row in rows { compare(row, expected["operations"][name(row)]) }
    }

    /// Text and Markdown group digits and mark percentiles, but round nothing.
    private func compareTables(_ expected: JSON) throws {
        let text = try recorded("stats", environment: ["COLUMNS": "400"]).output
        let markdown = try recorded("stats", "--format", "markdown").output
        let textRows = text.split(separator: "\n").map { line in
            line.split(separator: /\s\s+/).map(String.init)
        }
        let markdownRows = markdown.split(separator: "\n").map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        for rows in [textRows, markdownRows] {
            let header = try #require(rows.first { $0.first == "operation" })
            let names = expected["operations"].keys
            var found = 0
            for cells in rows where names.contains(cells[0]) || cells[0] == "total" {
                let own =
                    cells[0] == "total" ? expected["total"] : expected["operations"][cells[0]]
                compare(cells, header, own)
                found += 1
            }
            #expect(found == names.count + 1)
        }
    }

    private func compare(_ cells: [String], _ header: [String], _ expected: JSON) {
        for key in Self.counts + Self.latencies where key != "min_ms" {
            let title = key.replacing("_ms", with: " ms")
            let seconds = header.firstIndex(of: "total s").map { cells[$0] }
            if key == "total_ms", let seconds {
                // Three decimals: exact all the same.
                let milliseconds = seconds.filter(\.isNumber)
                #expect(Int(milliseconds) == expected[key].int)
                continue
            }
            guard let column = header.firstIndex(of: title) else {
                Issue.record("no column \(title)")
                continue
            }
            let number = Int(cells[column].filter { $0 != "," && $0 != "°" })
            #expect(number == expected[key].int, "\(key)")
            guard let percent = Int(key.dropFirst().prefix { $0.isNumber }), key.hasPrefix("p")
            else { continue }
            let supporting = [50: 5, 90: 29, 95: 59, 99: 299][percent] ?? 0
            // The mark depends on how many latencies there are, which only the oracle's mean tells.
            let mean = expected["mean_ms"].double ?? 0
            let latencies = mean > 0 ? Double(expected["total_ms"].int ?? 0) / mean : 0
            if mean > 0 {
                #expect(cells[column].hasSuffix("°") == (latencies.rounded() < Double(supporting)))
            }
        }
    }

    @Test(arguments: [3, 5])
    func `statistics are the same in place, imported, and imported from an export`(
        seed: Int
    ) throws {
        _ = try session(seed: seed)
        let here = try recorded("stats", "--format", "json").output
        let file = recorded.folder.path("random.jsonl")
        let inPlace = try recorded("stats", file, "--format", "json").output
        let export = recorded.folder.path("export.jsonl")
        #expect(try recorded("export", "-o", export).status == 0)
        let exported = try recorded("stats", export, "--format", "json").output
        #expect(exported == here)
        // A plain file's session is its own each time, but for the machine's name.
        #expect(inPlace == here)
        let single = recorded.folder.path("single.db")
        #expect(try recorded("export", "--format", "sqlite", "-o", single).status == 0)
        #expect(try recorded("stats", single, "--format", "json").output == here)
        #expect(try recorded("stats", "--db", single, "--format", "json").output == here)
    }
}
