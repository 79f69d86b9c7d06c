import CSMCapture
import Glibc

/// One connection, and the requests that go over it.
struct SpanConnection {
    private static let spansARequest = 512

    private let port: UInt16
    private let socket: Int32
    private let number: Int

    init(port: UInt16, number: Int) {
        self.port = port
        self.number = number
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            print("span-sender: cannot connect: \(String(cString: strerror(errno)))")
            exit(1)
        }
    }

    func send(_ count: Int, rate: Int, _ waits: Waits) {
        var request = SpanRequest(spans: Self.spansARequest, seed: number)
        var all: [Int64] = []
        let start = Clock.monotonic()
        var sent = 0
        while sent < count {
            let due = start + Int64(Double(sent) / Double(rate) * 1e9)
            let pause = due - Clock.monotonic()
            if pause > 1_000 { usleep(useconds_t(pause / 1_000)) }
            request.renew(now: UInt64(Clock.realtime()))
            let head = """
                POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r
                Content-Type: application/x-protobuf\r\nContent-Length: \(request.bytes.count)\r\n\r\n
                """
            write(Array(head.utf8))
            write(request.bytes)
            let begin = Clock.monotonic()
            guard answer().hasPrefix("HTTP/1.1 200") else {
                print("span-sender: a request was refused")
                exit(1)
            }
            all.append(Clock.monotonic() - begin)
            sent += Self.spansARequest
        }
        close(socket)
        waits.add(all)
    }

    private func write(_ bytes: [UInt8]) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(
                    socket, $0.baseAddress.map { $0 + done }, bytes.count - done,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                print("span-sender: cannot send: \(String(cString: strerror(errno)))")
                exit(1)
            }
            done += count
        }
    }

    /// The receiver's answers have no body, and come one at a time.
    private func answer() -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while !text.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            text += buffer[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
