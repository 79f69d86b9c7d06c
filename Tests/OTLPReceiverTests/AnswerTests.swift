import CSMTestSupport
import Foundation
import Gzip
import OTLPReceiver
import SpanEvents
import Testing

/// What each request is answered with, and what is taken of it.
struct AnswerTests {
    private static let json = "Content-Type: application/json"
    private static let protobuf = "Content-Type: application/x-protobuf"

    struct Case: CustomTestStringConvertible {
        var path = "/v1/traces"
        var headers = [AnswerTests.json]
        var body: [UInt8] = Array("{}".utf8)
        var status: Int
        var refused: Int

        var testDescription: String { "\(path) \(headers.joined(separator: ", ")): \(status)" }
    }

    @Test(arguments: [
        Case(status: 200, refused: 0),
        Case(headers: ["Content-Type: application/json; charset=utf-8"], status: 200, refused: 0),
        Case(headers: [protobuf], body: [], status: 200, refused: 0),
        Case(path: "/v1/traces?x=y", status: 200, refused: 0),
        Case(path: "/v1/metrics", body: Array("no JSON".utf8), status: 200, refused: 0),
        Case(path: "/v1/logs", headers: [protobuf], body: [0xFF], status: 200, refused: 0),
        Case(path: "/", status: 404, refused: 0),
        Case(path: "/v1/traces/", status: 404, refused: 0),
        Case(headers: ["Content-Type: text/plain"], status: 415, refused: 1),
        Case(headers: ["Content-Type: application/grpc"], status: 415, refused: 1),
        Case(headers: [], status: 415, refused: 1),
        Case(headers: [json, "Content-Encoding: br"], status: 415, refused: 1),
        Case(headers: [json, "Content-Encoding: identity"], status: 200, refused: 0),
        Case(headers: [json, "Content-Encoding: gzip"], status: 400, refused: 1),
        Case(headers: [json, "Content-Encoding: deflate"], status: 400, refused: 1),
        Case(headers: [protobuf], body: [0xFF, 0xFF], status: 400, refused: 1),
        Case(body: Array("[".utf8), status: 400, refused: 1),
        Case(body: [], status: 400, refused: 1),
        Case(headers: [json, "Origin: http://example.com"], status: 403, refused: 1),
    ])
    func `each request has its status, and the next one is taken all the same`(_ test: Case) throws
    {
        let received = try Received()
        let connection = try received.connection()
        connection.post(test.path, port: received.port, test.headers, test.body)
        #expect(connection.answer()?.status == test.status)
        connection.post("/v1/traces", port: received.port, [Self.json], Received.json("After"))
        #expect(connection.answer()?.status == 200)
        #expect(received.finish() == ["After"])
        #expect(received.server.counters.refusedRequests == test.refused)
    }

    @Test(arguments: [(json, "application/json", "{}"), (protobuf, "application/x-protobuf", "")])
    func `the answer is an empty response in the request's own encoding`(
        header: String, type: String, body: String
    ) throws {
        let received = try Received()
        let connection = try received.connection()
        connection.post(
            "/v1/traces", port: received.port, [header], header == Self.json ? Array("{}".utf8) : []
        )
        let answer = try #require(connection.answer())
        #expect(answer.headers["content-type"] == type)
        #expect(answer.body == body)
        #expect(received.finish() == [])
    }

    @Test(arguments: ["GET", "HEAD", "PUT", "OPTIONS", "DELETE"])
    func `other methods are not allowed`(method: String) throws {
        let received = try Received()
        let connection = try received.connection()
        connection.send(
            Array("\(method) /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:\(received.port)\r\n\r\n".utf8))
        connection.finishSending()
        let answer = try #require(connection.answer())
        #expect(answer.status == 405)
        #expect(answer.headers["allow"] == "POST")
        #expect(!answer.headers.keys.contains { $0.hasPrefix("access-control") })
        _ = received.finish()
    }

    /// A name that an attacker's server makes resolve to this machine is none of its own.
    @Test(arguments: [
        ("127.0.0.1:PORT", 200), ("localhost:PORT", 200), ("LOCALHOST:PORT", 200),
        ("127.0.0.1", 403), ("example.com:PORT", 403), ("127.0.0.1:1", 403), ("", 403),
        ("127.0.0.1:PORT.example.com", 403),
    ])
    func `the host must be the receiver's address`(host: String, status: Int) throws {
        let received = try Received()
        let own = host.replacingOccurrences(of: "PORT", with: String(received.port))
        let body = Received.json("Get")
        let connection = try received.connection()
        connection.send(
            Array(
                """
                POST /v1/traces HTTP/1.1\r\nHost: \(own)\r\n\(Self.json)\r
                Content-Length: \(body.count)\r\n\r\n
                """.utf8) + body)
        #expect(connection.answer()?.status == status)
        #expect(received.finish() == (status == 200 ? ["Get"] : []))
    }

    @Test func `gzip, zlib and chunks are taken apart`() throws {
        let received = try Received()
        let connection = try received.connection()
        let gzip = try Self.gzip(Received.json("Gzip"))
        connection.post(
            "/v1/traces", port: received.port, [Self.json, "Content-Encoding: gzip"], gzip)
        #expect(connection.answer()?.status == 200)
        // A zlib text is a gzip text in another wrapping; this one is stored, not compressed.
        let zlib = Self.zlib(Received.json("Deflate"))
        connection.post(
            "/v1/traces", port: received.port, [Self.json, "Content-Encoding: deflate"], zlib)
        #expect(connection.answer()?.status == 200)
        let body = Received.json("Chunked")
        var chunks: [UInt8] = []
        for start in stride(from: 0, to: body.count, by: 50) {
            let piece = body[start..<min(body.count, start + 50)]
            chunks += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece
            chunks += Array("\r\n".utf8)
        }
        connection.send(
            Array(
                """
                POST /v1/traces HTTP/1.1\r\nHost: localhost:\(received.port)\r\n\(Self.json)\r
                Transfer-Encoding: chunked\r\n\r\n
                """.utf8) + chunks + Array("0\r\n\r\n".utf8))
        #expect(connection.answer()?.status == 200)
        #expect(received.finish() == ["Chunked", "Deflate", "Gzip"])
    }

    @Test func `requests that come before an answer is read are answered in their order`() throws {
        let received = try Received()
        let connection = try received.connection()
        for _ in 0..<20 {
            connection.post("/v1/traces", port: received.port, [Self.json], Received.json("Many"))
            connection.post("/v2", port: received.port, [Self.json], Array("{}".utf8))
        }
        for _ in 0..<20 {
            #expect(connection.answer()?.status == 200)
            #expect(connection.answer()?.status == 404)
        }
        #expect(received.finish().count == 20)
    }

    @Test func `who asks whether to go on is told so`() throws {
        let received = try Received()
        let connection = try received.connection()
        let body = Received.json("Asked")
        connection.send(
            Array(
                """
                POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:\(received.port)\r\n\(Self.json)\r
                Content-Length: \(body.count)\r\nExpect: 100-continue\r\n\r\n
                """.utf8))
        #expect(connection.answer()?.status == 100)
        connection.send(body)
        #expect(connection.answer()?.status == 200)
        #expect(received.finish() == ["Asked"])
    }

    static func gzip(_ text: [UInt8]) throws -> [UInt8] {
        var output: [UInt8] = []
        let encoder = try GzipEncoder()
        text.withUnsafeBufferPointer { encoder.encode($0) { output.append(contentsOf: $0) } }
        encoder.finish { output.append(contentsOf: $0) }
        return output
    }

    private static func zlib(_ text: [UInt8]) -> [UInt8] {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in text {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        let count = UInt16(text.count)
        let sum = [UInt8(high >> 8), UInt8(high & 255), UInt8(low >> 8), UInt8(low & 255)]
        return [0x78, 0x01, 0x01] + [count, ~count].flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
            + text + sum
    }
}
