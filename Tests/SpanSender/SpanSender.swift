import CSMCapture
import Glibc

/// Sends spans to OTEL_EXPORTER_OTLP_TRACES_ENDPOINT at a rate, from several connections: by turns
/// an HTTP request's and the call's that it is an attempt of, 512 a request.
///
///     span-sender [COUNT [RATE [CONNECTIONS]]]        default: 1,000,000 100,000 4
///
/// Prints how many seconds it took, then the 99th percentile and the maximum of the time from a
/// request's last byte to its answer, in milliseconds.
@main
struct SpanSender {
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
        let waits = Waits()
        let start = Clock.monotonic()
        var threads: [PosixThread] = []
        for index in 0..<connections {
            threads.append(
                PosixThread {
                    let share = count / connections
                    let sender = SpanConnection(port: port, number: index)
                    sender.send(share, rate: rate / connections, waits)
                })
        }
        threads.forEach { $0.join() }
        let seconds = Double(Clock.monotonic() - start) / 1e9
        let sorted = waits.all.sorted()
        let p99 = sorted.isEmpty ? 0 : sorted[(sorted.count * 99 + 99) / 100 - 1]
        print(seconds, Double(p99) / 1e6, Double(sorted.last ?? 0) / 1e6)
    }
}

/// How long answers were waited for, in nanoseconds.
final class Waits: @unchecked Sendable {  // every access holds the mutex
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var nanoseconds: [Int64] = []

    init() { pthread_mutex_init(mutex, nil) }

    func add(_ more: [Int64]) {
        pthread_mutex_lock(mutex)
        nanoseconds += more
        pthread_mutex_unlock(mutex)
    }

    var all: [Int64] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return nanoseconds
    }
}
