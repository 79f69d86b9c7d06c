import CSMCapture
import Glibc
import Synchronization

/// Sends spans to OTEL_EXPORTER_OTLP_TRACES_ENDPOINT at a rate, from several connections: by turns
/// an HTTP request's and the call's that it is an attempt of, 512 a request.
///
///     span-sender [COUNT [RATE [CONNECTIONS]]]        default: 1,000,000 100,000 4
///
/// Prints how many seconds it took, then the 99th percentile and the maximum of the time from a
/// request's last byte to its answer, in milliseconds.
@main
struct SpanSender {
    /// How long answers were waited for, in nanoseconds.
    private static let waits = Mutex<[Int64]>([])

    static func main() throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let count = numbers.first ?? 1_000_000
        let rate = numbers.dropFirst().first ?? 100_000
        let connections = numbers.dropFirst(2).first ?? 4
        guard let endpoint = getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
            let port = String(cString: endpoint).split(separator: ":").last?
                .split(separator: "/").first.flatMap({ UInt16($0) })
        else {
            print("span-sender: set OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
            exit(64)
        }
        let start = Clock.monotonic()
        try send(over: connections) { number in
            let connection = try SpanConnection(port: port, number: number)
            let own = try connection.send(count / connections, rate: rate / connections)
            waits.withLock { $0 += own }
        }
        let seconds = Double(Clock.monotonic() - start) / 1e9
        let sorted = waits.withLock { $0 }.sorted()
        let p99 = sorted.isEmpty ? 0 : sorted[(sorted.count * 99 + 99) / 100 - 1]
        print(seconds, Double(p99) / 1e6, Double(sorted.last ?? 0) / 1e6)
    }

    /// Runs `body` for each connection on a thread of its own, and waits for all of them.
    private static func send(
        over connections: Int, _ body: @escaping @Sendable (Int) throws -> Void
    ) throws {
        guard connections > 0 else { return }
        let thread = try Thread {
            do {
                try body(connections)
            } catch {
                print("span-sender: \(error)")
                exit(1)
            }
        }
        // The others run meanwhile: no array can hold a thread.
        try send(over: connections - 1, body)
        thread.join()
    }
}
