import CSMTestSupport
import Foundation

/// How often `compare` errs on simulated runs: calls a change what is none, or misses one.
enum ErrorRateBenchmark {
    private static let trials = 200
    private static let noises = [0.0, 0.08, 0.15]
    private static let half = 5
    private static let sizes: [(base: Int, new: Int)] = [(5, 5), (10, 5), (10, 10)]
    /// In percent, of operations falsely called slower: those called faster come on top, and are
    /// printed, but hold nothing.
    private static let mostAlarms = 6
    private static let leastFound = 70

    /// What was found in how many of the trials, in percent.
    private struct Rates {
        /// An operation was called slower that was not.
        var alarms = 0
        /// One was called slower or faster.
        var alarmsEitherWay = 0
        var found = SimulatedRuns.slowed.map { _ in 0 }

        mutating func count(_ report: JSON) {
            var (isSlower, isFaster) = (false, false)
            for row in report["rows"].array {
                let verdicts = row["verdicts"].array.compactMap(\.string)
                let name = row["api"].string
                if let place = SimulatedRuns.slowed.firstIndex(where: { $0.0 == name }) {
                    if verdicts.contains("slower") { found[place] += 1 }
                } else {
                    isSlower = isSlower || verdicts.contains("slower")
                    isFaster = isFaster || verdicts.contains("faster")
                }
            }
            if isSlower { alarms += 1 }
            if isSlower || isFaster { alarmsEitherWay += 1 }
        }

        static func percent(_ count: Int) -> Int { (count * 100 + trials / 2) / trials }
    }

    static func run() throws -> Bool {
        var rates = [[Rates]](
            repeating: noises.map { _ in Rates() }, count: sizes.count)
        for (column, noise) in noises.enumerated() {
            for trial in 0..<trials {
                let folder = try TemporaryFolder()
                var runs = SimulatedRuns(seed: UInt64(1_000 * column + trial), noise: noise)
                // Two halves of each side: five runs, or ten.
                let sides = try [false, true].map { isNew in
                    try (0..<2).map { half in
                        let name = "\(isNew ? "new" : "base")\(half)"
                        let path = folder.path(name)
                        try runs.writeBaseline(Self.half, isNew: isNew, named: name, to: path)
                        return path
                    }
                }
                let database = folder.path("sessions.db")
                for (row, size) in sizes.enumerated() {
                    let report = try csmRecord(
                        ["compare", "--format", "json", "--base"]
                            + sides[0].prefix(size.base / Self.half)
                            + ["--new"] + sides[1].prefix(size.new / Self.half), database)
                    rates[row][column].count(try JSON(report))
                }
            }
        }
        print(table(rates))
        let alarms = rates.flatMap { $0 }.map { Rates.percent($0.alarms) }.max() ?? 0
        return alarms <= mostAlarms && Rates.percent(rates[1][1].found[0]) >= leastFound
    }

    private static func csmRecord(_ arguments: [String], _ database: String) throws -> String {
        let result = try Program.csmRecord(arguments, database: database)
        guard result.status == 0 else { throw BenchmarkFailed(message: result.errors) }
        return result.output
    }

    private static func table(_ rates: [[Rates]]) -> String {
        func cell(_ row: [Rates], _ value: (Rates) -> Int) -> String {
            row.map { "\(Rates.percent(value($0)))" }.joined(separator: " / ") + " %"
        }
        let lines = zip(sizes, rates).map { size, row in
            """
            errors: \(size.base) v \(size.new): any of 20 operations falsely slower \
            \(cell(row) { $0.alarms }), slower or faster \(cell(row) { $0.alarmsEitherWay }); x1.3 found \(cell(row) { $0.found[0] }); x1.5 found \
            \(cell(row) { $0.found[1] })
            """
        }
        return "errors: \(trials) simulated pairs a figure; noise a run 0 / 8 / 15 %\n"
            + lines.joined(separator: "\n")
    }
}
