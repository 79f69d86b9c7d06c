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
        let shared = exp(noise * normal())
        var time = 1_795_427_367_000 + Int.random(in: 0..<1_000_000, using: &random)
        var output = Data()
        for operation in operations {
            let own = exp(Self.operationNoise * normal())
            let median = operation.median * shared * own * (isNew ? operation.factor : 1)
            for _ in 0..<operation.calls {
                let latency = max(1, Int((median * exp(Self.spread * normal())).rounded()))
                output.append(contentsOf: operation.start)
                output.append(contentsOf: "\(time),\"Latency\":\(latency)}\n".utf8)
                time += latency
            }
        }
        try output.write(to: URL(filePath: path))
    }

    /// Of the standard normal distribution (Box and Muller).
    private mutating func normal() -> Double {
        let radius = sqrt(-2 * log(Double.random(in: .leastNonzeroMagnitude...1, using: &random)))
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
    }
}
