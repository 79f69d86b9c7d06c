import CSMTestSupport
import Foundation

/// Measures what the design promises, each figure as a ratio against something in the same run.
///
///     swift build -c release --static-swift-stdlib
///     .build/release/benchmarks [flood|watch|operations|spans|decode|insert|overhead|disk|history
///         |check|compare|page|errors|confirm|replay|push|fleet …]
///
/// All of them by default.
///
/// Ends with 1 where something was lost that must not be.
@main
struct Benchmarks {
    private static let all: [(name: String, run: @Sendable () throws -> Bool)] = [
        ("flood", FloodBenchmark.run), ("watch", WatchBenchmark.run),
        ("operations", OperationsBenchmark.run), ("spans", SpansBenchmark.run),
        ("decode", DecodeBenchmark.run),
        ("insert", InsertBenchmark.run), ("overhead", OverheadBenchmark.run),
        ("disk", DiskBenchmark.run), ("history", HistoryBenchmark.run),
        ("check", CheckBenchmark.run), ("compare", CompareBenchmark.run),
        ("page", PageBenchmark.run),
        ("errors", ErrorRateBenchmark.run), ("confirm", ConfirmBenchmark.run),
        ("replay", ReplayBenchmark.run),
        ("push", PushBenchmark.run), ("fleet", FleetBenchmark.run),
    ]

    static func main() throws {
        let chosen = CommandLine.arguments.dropFirst()
        let unknown = chosen.filter { name in !all.contains { $0.name == name } }
        guard unknown.isEmpty else {
            print("benchmarks: no benchmark is called \(unknown.joined(separator: ", "))")
            exit(64)
        }
        var isSound = true
        for benchmark in all where chosen.isEmpty || chosen.contains(benchmark.name) {
            isSound = try benchmark.run() && isSound
        }
        exit(isSound ? 0 : 1)
    }
}

/// Seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let duration = try clock.measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

/// The middle one of some values.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// A number with two decimals.
func figure(_ value: Double) -> String { String(format: "%.2f", value) }
