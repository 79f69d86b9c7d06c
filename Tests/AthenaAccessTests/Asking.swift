import AWSAccess
import AthenaAccess
import CSMTestSupport
import Foundation

/// One run of a query at a scripted Athena, on a clock that nobody has to wait for.
struct Asking {
    var request = QueryRequest(
        sql: "SELECT n FROM events", database: "csm", workGroup: "csm", columns: ["n"])
    var attempts = 3
    /// The wait, counted from 0, after which the user has pressed Ctrl-C.
    var interruptedAfter: Int?
    /// The row, counted from 0, that cannot be taken.
    var failingRow: Int?
    /// For an answer to begin, in milliseconds.
    var patience: Int64 = 700
    /// Where random shares of waits come from.
    var random: () -> Double = { 1 }
    var environment = [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1", "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    ]

    struct RowFailure: Error {}

    struct Result {
        var statistics: QueryStatistics?
        var stop: QueryStop?
        /// Whether it ended by what a row was answered with.
        var isRowFailure = false
        var rows: [[String?]] = []
        var progress: [QueryProgress] = []
        var waits: [Duration] = []
        /// Those that no user ends.
        var pauses: [Duration] = []

        /// Why it stopped, whether or not the query is left running.
        var reason: QueryStop? {
            if case .leftRunning(let reason, _) = stop { reason } else { stop }
        }
    }

    /// The rows that the server makes up.
    static func generated(_ count: Int, columns: [String]) -> [[String?]] {
        (0..<count).map { row in
            columns.enumerated().map { column, name -> String? in
                (row + column) % 7 == 6 ? nil : "\(name)-\(row)"
            }
        }
    }

    func run(at endpoint: String) throws -> Result {
        var result = Result()
        let clock = Waiting()
        let access = try ServiceAccess(
            to: "athena", endpoint: endpoint,
            Surroundings(
                environment: environment, home: nil, now: { Date() }, sleep: { _ in true }),
            timeouts: .init(connect: 2_000, read: patience, total: 60_000))
        let client = AthenaClient(
            at: access.endpoint, try access.caller(), userAgent: "test", attempts: attempts,
            CallTiming(
                now: { clock.waits.reduce(.zero, +) },
                wait: { time in
                    clock.waits.append(time)
                    return interruptedAfter.map { clock.waits.count <= $0 } ?? true
                }, random: random), pause: { clock.pauses.append($0) })
        do {
            result.statistics = try client.run(
                request, tell: { result.progress.append($0) },
                row: { row in
                    if result.rows.count == failingRow { throw RowFailure() }
                    result.rows.append(row)
                })
        } catch let stop as QueryStop {
            result.stop = stop
        } catch is RowFailure {
            result.isRowFailure = true
        }
        result.waits = clock.waits.filter { $0 > .zero }
        result.pauses = clock.pauses
        return result
    }
}

private final class Waiting {
    var waits: [Duration] = []
    var pauses: [Duration] = []
}
