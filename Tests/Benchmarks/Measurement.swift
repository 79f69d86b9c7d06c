import CSMTestSupport
import Foundation

struct BenchmarkFailed: Error {
    let message: String
}

/// Runs csm-record on a database and returns its seconds and its peak memory in MB.
func measure(
    _ arguments: [String], _ database: String, _ environment: [String: String] = [:]
) throws -> (seconds: Double, memory: Int) {
    let result = try Program.run(
        "/usr/bin/env", ["python3", "-c", stopwatch, Program.csmRecord] + arguments,
        environment: environment.merging(["CSM_RECORD_DB": database]) { own, _ in own })
    let figures = result.errors.split(separator: "\n").last?.split(separator: " ") ?? []
    guard result.status == 0, figures.count == 2, let seconds = Double(figures[0]),
        let memory = Int(figures[1])
    else { throw BenchmarkFailed(message: result.errors) }
    return (seconds, memory / 1_024)
}

/// The middle one of three measurements.
func typical(
    _ arguments: [String], _ database: String
) throws -> (seconds: Double, memory: Int) {
    try (0..<3).map { _ in try measure(arguments, database) }
        .sorted { $0.seconds < $1.seconds }[1]
}

/// Runs a command, then prints its seconds and its peak memory in KB on stderr.
private let stopwatch = """
    import resource, subprocess, sys, time
    start = time.perf_counter()
    code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
    print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
        file=sys.stderr)
    sys.exit(code)
    """

/// Bytes.
func fileSize(of path: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
}

/// Runs a command, then prints the peak memory of it and its children on stderr, in KB.
let peakMemory = """
    import resource, subprocess, sys
    code = subprocess.run(sys.argv[1:]).returncode
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
    sys.exit(code)
    """
