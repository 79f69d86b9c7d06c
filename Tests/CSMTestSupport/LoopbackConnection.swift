import Foundation

/// A TCP connection to a port of loopback, for whatever is to be sent there; HTTP answers are read
/// one by one.
public final class LoopbackConnection {
    public struct Answer: Equatable {
        public var status: Int
        /// Names in lower case.
        public var headers: [String: String]
        public var body: String
    }

    private let socket: Int32
    private var received: [UInt8] = []

    public init(port: UInt16) throws {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw ScriptedServer.Failure(reason: "cannot connect") }
    }

    deinit { close(socket) }

    /// False where the other side has closed.
    @discardableResult public func send(_ bytes: some Sequence<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Sends a request with a body; `headers` come besides Host and Content-Length.
    @discardableResult public func post(
        _ path: String, port: UInt16, _ headers: [String], _ body: [UInt8]
    ) -> Bool {
        let head =
            ["POST \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Content-Length: \(body.count)"]
            + headers
        return send(Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
    }

    /// Nothing more will be sent.
    public func finishSending() { shutdown(socket, Int32(SHUT_WR)) }

    private func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        received.append(contentsOf: buffer[..<count])
        return true
    }

    /// All that comes until the other side closes.
    @discardableResult public func rest() -> String {
        while receive() {}
        defer { received = [] }
        return String(decoding: received, as: UTF8.self)
    }

    /// The next answer; `nil` where the connection ends before one.
    public func answer() -> Answer? {
        let separator = Data("\r\n\r\n".utf8)
        while true {
            let data = Data(received)
            if let end = data.range(of: separator) {
                let head = String(decoding: data[..<end.lowerBound], as: UTF8.self)
                let lines = head.components(separatedBy: "\r\n")
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    headers[parts[0].lowercased()] =
                        parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
                }
                let length = headers["content-length"].flatMap { Int($0) } ?? 0
                while received.count < end.upperBound + length {
                    guard receive() else { return nil }
                }
                let body = received[end.upperBound..<end.upperBound + length]
                let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) }
                defer { received.removeFirst(end.upperBound + length) }
                return Answer(
                    status: status ?? 0, headers: headers,
                    body: String(decoding: body, as: UTF8.self))
            }
            guard receive() else { return nil }
        }
    }
}
