import CSMCapture
import CSMTestSupport
import Glibc

/// One connection, and the requests that go over it.
struct SpanConnection {
    private static let spansARequest = 512

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let port: UInt16
    private let connection: LoopbackConnection
    private let number: Int

    init(port: UInt16, number: Int) throws {
        self.port = port
        self.number = number
        connection = try LoopbackConnection(port: port)
    }

    /// Returns how long each answer was waited for, in nanoseconds.
    func send(_ count: Int, rate: Int) throws -> [Int64] {
        var request = SpanRequest(spans: Self.spansARequest, seed: number)
        var waits: [Int64] = []
        let start = Clock.monotonic()
        for sent in stride(from: 0, to: count, by: Self.spansARequest) {
            let due = start + Int64(Double(sent) / Double(rate) * 1e9)
            let pause = due - Clock.monotonic()
            if pause > 1_000 { usleep(useconds_t(pause / 1_000)) }
            request.renew(now: UInt64(Clock.realtime()))
            let isSent = connection.post(
                "/v1/traces", port: port, ["Content-Type: application/x-protobuf"], request.bytes)
            let begin = Clock.monotonic()
            guard isSent, connection.answer()?.status == 200 else {
                throw Failure(description: "a request was refused")
            }
            waits.append(Clock.monotonic() - begin)
        }
        return waits
    }
}
