import Foundation

/// A server of `Oracle/`, on a free port of loopback, until it goes.
///
/// It prints its port once it listens, and is told what to do by `PUT /_control`.
open class ScriptedServer {
    private let process: ServerProcess
    private let isSecure: Bool
    /// Whether the process is another's after this; for tests that leave nothing under way in it.
    private let isReused: Bool

    public init(
        _ script: String, _ arguments: [String] = [], isSecure: Bool = false,
        isReused: Bool = false
    ) throws {
        self.isSecure = isSecure
        self.isReused = isReused
        let idle = isReused ? ServerProcess.takeIdle(script) : nil
        process = try idle ?? ServerProcess(script, arguments)
    }

    deinit {
        if isReused { process.keep() } else { process.end() }
    }

    public struct Failure: Error {
        public let reason: String
    }

    public var port: UInt16 { process.port }
    public var endpoint: String { "\(isSecure ? "https" : "http")://127.0.0.1:\(port)" }

    /// Forgets everything, and does from now on what this says; as the server's docstring has it.
    public func control(_ json: String) throws { _ = try request("PUT", "/_control", json) }

    /// The body of an answer of 200; nothing else is one.
    public func request(_ method: String, _ path: String, _ body: String = "") throws -> String {
        if isSecure { return try secureRequest(method, path, body) }
        let answer = try LoopbackHTTP.exchange(
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)", port: port)
        guard answer.hasPrefix("HTTP/1.1 200 "), let end = answer.firstRange(of: "\r\n\r\n") else {
            throw Failure(reason: "\(method) \(path): \(answer) \(process.errors)")
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
            throw Failure(reason: "\(method) \(path): \(run.errors) \(process.errors)")
        }
        return run.output
    }
}
