import CSMTestSupport
import Foundation

/// Twenty sessions compared with twenty others, each of 50,000 calls to 50 operations.
enum CompareBenchmark {
    private static let runs = 20
    private static let calls = 50_000

    static func run() throws -> Bool {
        let folder = try TemporaryFolder()
        let database = folder.path("sessions.db")
        var names: [String] = []
        for number in 0..<(2 * runs) {
            let path = folder.path("run\(number).jsonl")
            try GeneratedCalls(calls, seed: UInt64(number)).write(to: path)
            _ = try measure(["import", "-q", path], database)
            try FileManager.default.removeItem(atPath: path)
            names.append("run\(number)")
        }
        let sides = ["--base"] + names.prefix(runs) + ["--new"] + names.suffix(runs)
        let compare = try typical(["compare"] + sides, database)
        let stats = try typical(["stats"] + names, database)
        print(
            """
            compare: 2 x \(runs) sessions of \(calls) calls in \(figure(compare.seconds)) s, \
            \(figure(compare.seconds / stats.seconds)) times what stats of all takes, peak memory \
            \(compare.memory) MB
            """)
        return true
    }
}
