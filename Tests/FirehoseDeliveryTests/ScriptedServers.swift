import CSMTestSupport
import Foundation

/// A server of `Oracle/`, on a free port of loopback, until it goes.
///
/// It prints its port once it listens, and is told what to do by `PUT /_control`.
class ScriptedServer {
    let port: UInt16
    let isSecure: Bool
    private let program: RunningProgram

    init(_ script: String, _ arguments: [String] = [], isSecure: Bool = false) throws {
        self.isSecure = isSecure
        let program = try Program.start(
            Program.python, [Self.folder.appending(path: script).path] + arguments)
        self.program = program
        var port: UInt16?
        _ = try RunningProgram.eventually {
            let output = program.output
            if output.hasSuffix("\n") { port = UInt16(output.dropLast()) }
            if port == nil, !program.process.isRunning {
                throw Failure(reason: program.finish().errors)
            }
            return port != nil
        }
        guard let port else {
            program.send(SIGKILL)
            throw Failure(reason: "\(script) does not start: \(program.finish().errors)")
        }
        self.port = port
    }

    deinit {
        program.send(SIGKILL)
        _ = program.finish()
    }

    struct Failure: Error { let reason: String }

    var endpoint: String { "\(isSecure ? "https" : "http")://127.0.0.1:\(port)" }

    /// Forgets everything, and does from now on what this says; as the server's docstring has it.
    func control(_ json: String) throws { _ = try request("PUT", "/_control", json) }

    /// The body of an answer of 200; nothing else is one.
    func request(_ method: String, _ path: String, _ body: String = "") throws -> String {
        if isSecure { return try secureRequest(method, path, body) }
        let answer = try LoopbackHTTP.exchange(
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)", port: port)
        guard answer.hasPrefix("HTTP/1.1 200 "), let end = answer.firstRange(of: "\r\n\r\n") else {
            throw Failure(reason: "\(method) \(path): \(answer) \(program.errors)")
        }
        return String(answer[end.upperBound...])
    }

    private func secureRequest(_ method: String, _ path: String, _ body: String) throws -> String {
        let code = """
            import ssl, sys, urllib.request as u
            r = u.Request(sys.argv[2], sys.stdin.buffer.read(), method=sys.argv[1])
            print(u.urlopen(r, context=ssl._create_unverified_context()).read().decode())
            """
        let run = try Program.run(
            Program.python, ["-c", code, method, endpoint + path], input: Data(body.utf8))
        guard run.status == 0 else {
            throw Failure(reason: "\(method) \(path): \(run.errors) \(program.errors)")
        }
        return run.output
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "CSMRecordTests/Oracle")
}

/// `Oracle/firehose_server.py`.
final class FirehoseServer: ScriptedServer {
    /// `tls` are files of a certificate and its key.
    init(control: String = "{}", tls: (certificate: String, key: String)? = nil) throws {
        try super.init(
            "firehose_server.py", tls.map { ["--tls", $0.certificate, $0.key] } ?? [],
            isSecure: tls != nil)
        try self.control(control)
    }

    func ledger(lines: Bool = false) throws -> JSON {
        try JSON(request("GET", "/_control" + (lines ? "?lines=1" : "")))
    }

    /// Says that a new pusher comes.
    func restarted() throws { _ = try request("POST", "/_control/restarted") }
}

/// Sends bytes to a port of loopback, and reads until the other side closes.
enum LoopbackHTTP {
    static func exchange(_ request: String, port: UInt16) throws -> String {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
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
        var rest = Array(request.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw ScriptedServer.Failure(reason: "cannot send") }
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 {
            answer.append(contentsOf: buffer[..<count])
        }
        return String(decoding: answer, as: UTF8.self)
    }
}
