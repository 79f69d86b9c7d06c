import CSMTestSupport
import Foundation

/// Runs of a program that is on a machine as noisy as others: 20 operations that never change, one
/// that becomes 1.3 times and one that becomes 1.5 times as slow.
///
/// Operations have 5 to 200 calls, equally likely. Latencies are lognormal. All of a run's are longer
/// or shorter by that run's noise, and those of an operation by 4 % more of its own. What is found
/// depends on these choices: less where most operations have few calls, or latencies spread wider.
struct SimulatedRuns {
    static let slowed = [("X1.3", 1.3), ("X1.5", 1.5)]
    private static let unchanged = 20
    private static let operationNoise = 0.04
    private static let spread = 0.4

    private struct Operation {
        let name: String
        /// All of a line up to its time.
        let start: [UInt8]
        let calls: Int
        /// Milliseconds.
        let median: Double
        let factor: Double
    }

    private let operations: [Operation]
    private let noise: Double
    private var random: SeededGenerator

    /// `noise` is what the operations of a run have in common.
    init(seed: UInt64, noise: Double) {
        var random = SeededGenerator(seed: seed)
        let names =
            (0..<Self.unchanged).map { ("Op\($0)", 1.0) } + Self.slowed.map { ($0.0, $0.1) }
        operations = names.map { name, factor in
            Operation(
                name: name,
                start: Array(
                    """
                    {"Version":1,"ClientId":"c","Type":"ApiCall","Service":"Lab","Api":"\(name)",\
                    "AttemptCount":1,"FinalHttpStatusCode":200,"Timestamp":
                    """.utf8),
                calls: Int.random(in: 5...200, using: &random),
                // As many of 10 to 20 ms as of 100 to 200.
                median: 10 * pow(20, Double.random(in: 0...1, using: &random)), factor: factor)
        }
        self.noise = noise
        self.random = random
    }

    /// Writes the calls of the next run.
    mutating func write(isNew: Bool, to path: String) throws {
        var time = 1_795_427_367_000 + Int.random(in: 0..<1_000_000, using: &random)
        var output = Data()
        for (operation, latencies) in zip(operations, nextRun(isNew: isNew)) {
            for latency in latencies {
                output.append(contentsOf: operation.start)
                output.append(contentsOf: "\(time),\"Latency\":\(latency)}\n".utf8)
                time += latency
            }
        }
        try output.write(to: URL(filePath: path))
    }

    /// Writes the figures of the next `count` runs as a baseline file; `name` begins their ids.
    mutating func writeBaseline(
        _ count: Int, isNew: Bool, named name: String, to path: String
    ) throws {
        let lines = (0..<count).map { number in
            let figures = zip(operations, nextRun(isNew: isNew)).map { operation, latencies in
                let counts = Dictionary(grouping: latencies) { $0 }.mapValues(\.count)
                let pairs = counts.sorted { $0.key < $1.key }.map { "[\($0.key),\($0.value)]" }
                return """
                    {"service":"Lab","api":"\(operation.name)","calls":\(latencies.count),\
                    "attempts":\(latencies.count),"latencies_ms":[\(pairs.joined(separator: ","))]}
                    """
            }
            return """
                {"id":"\(name)\(number)","name":"\(name)","tags":{},\
                "started_at":"2026-11-23T07:45:0\(number % 10).000000Z","ended_at":null,"host":"lab",\
                "tool_version":"0","state":"complete","exit_code":0,"exit_signal":null,\
                "completeness":{"received":0,"decoded":0,"undecodable":0,"empty":0,\
                "dropped_by_kernel":0,"dropped_by_recorder":0,"misdated_calls":0,"processes_left":0,\
                "attempts_without_call":0},"operations":[\(figures.joined(separator: ","))]}
                """
        }
        let text =
            "{\"schema\":\"csm-record/baseline/1\",\"sessions\":[\n"
            + lines.joined(separator: ",\n") + "\n]}\n"
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    /// The latencies of each operation's calls in the next run, in milliseconds.
    private mutating func nextRun(isNew: Bool) -> [[Int]] {
        let shared = exp(noise * normal())
        return operations.map { operation in
            let own = exp(Self.operationNoise * normal())
            let median = operation.median * shared * own * (isNew ? operation.factor : 1)
            return (0..<operation.calls).map { _ in
                max(1, Int((median * exp(Self.spread * normal())).rounded()))
            }
        }
    }

    /// Of the standard normal distribution (Box and Muller).
    private mutating func normal() -> Double {
        let radius = sqrt(-2 * log(Double.random(in: .leastNonzeroMagnitude...1, using: &random)))
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
    }
}
