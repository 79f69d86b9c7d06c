import CSMTestSupport
import Foundation
import SpanEvents
import Testing

@testable import OTLPReceiver

/// Who sends nonsense, too much or nothing at all is refused or ignored; nothing of others is lost.
struct HostileSenderTests {
    private static let json = "Content-Type: application/json"

    private func expectTaken(by received: Received, _ name: String) throws {
        let connection = try received.connection()
        connection.post("/v1/traces", port: received.port, [Self.json], Received.json(name))
        #expect(connection.answer()?.status == 200)
    }

    @Test(arguments: [
        "\u{16}\u{3}\u{1}", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET\r\n\r\n",
        "\r\n\r\n\r\nx y z\r\n\r\n",
        "POST /v1/traces HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/traces HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /v1/traces HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
    func `what is no request is refused, and the connection closed`(text: String) throws {
        let received = try Received()
        let connection = try received.connection()
        connection.send(Array(text.utf8))
        connection.finishSending()
        if let answer = connection.answer() { #expect(answer.status >= 400) }
        connection.rest()
        try expectTaken(by: received, "After")
        #expect(received.finish() == ["After"])
    }

    @Test func `headers without end are refused`() throws {
        let received = try Received()
        let connection = try received.connection()
        connection.send(Array("POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1\r\n".utf8))
        var sent = 0
        while sent < 64 << 20, connection.send(Array("X-\(sent): \(sent)\r\n".utf8)) { sent += 8 }
        #expect(sent < 64 << 20)
        try expectTaken(by: received, "After")
        #expect(received.finish() == ["After"])
    }

    @Test func `a bomb is refused`() throws {
        let received = try Received()
        let bomb = try AnswerTests.gzip([UInt8](repeating: 0x20, count: 65 << 20))
        let connection = try received.connection()
        connection.post(
            "/v1/traces", port: received.port, [Self.json, "Content-Encoding: gzip"], bomb)
        #expect(connection.answer()?.status == 413)
        try expectTaken(by: received, "After")
        #expect(received.finish() == ["After"])
        #expect(received.server.counters.refusedRequests == 1)
    }

    @Test func `a body that is too long is refused before it comes`() throws {
        let received = try Received()
        let connection = try received.connection()
        connection.send(
            Array(
                """
                POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:\(received.port)\r\n\(Self.json)\r
                Content-Length: \(65 << 20)\r\n\r\n
                """.utf8))
        #expect(connection.answer()?.status == 413)
        #expect(received.finish() == [])
    }

    @Test func `more connections than there may be close those that have been silent longest`()
        throws
    {
        var limits = ReceiverLimits()
        limits.connections = 20
        let received = try Received(limits)
        let busy = try received.connection()
        busy.post("/v1/traces", port: received.port, [Self.json], Received.json("First"))
        #expect(busy.answer()?.status == 200)
        let idle = try (0..<100).map { _ in try received.connection() }
        // Those that came first are closed; what was taken of them stays.
        #expect(busy.answer() == nil)
        #expect(idle[0].answer() == nil)
        try expectTaken(by: received, "After")
        idle[99].post("/v1/traces", port: received.port, [Self.json], Received.json("Last"))
        #expect(idle[99].answer()?.status == 200)
        #expect(received.finish() == ["After", "First", "Last"])
    }

    @Test func `a body that does not go on is given up, and counts as refused`() throws {
        var limits = ReceiverLimits()
        limits.silence = 100
        let received = try Received(limits)
        let connection = try received.connection()
        connection.send(head(received, length: 1_000))
        #expect(connection.rest().isEmpty)
        try expectTaken(by: received, "After")
        #expect(received.finish() == ["After"])
        #expect(received.server.counters.refusedRequests == 1)
    }

    @Test func `bodies that take too much memory together are refused`() throws {
        var limits = ReceiverLimits()
        limits.bodies = 1_000
        let received = try Received(limits)
        do {
            let connections = try (0..<3).map { _ in try received.connection() }
            for connection in connections {
                connection.send(head(received, length: 600))
                connection.send([UInt8](repeating: 0x20, count: 400))
            }
            #expect(connections[2].answer()?.status == 413)
        }
        try expectTaken(by: received, "After")
        #expect(received.finish() == ["After"])
        #expect(received.server.counters.refusedRequests == 3)
    }

    private func head(_ received: Received, length: Int) -> [UInt8] {
        Array(
            """
            POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:\(received.port)\r\n\(Self.json)\r
            Content-Length: \(length)\r\n\r\n
            """.utf8)
    }

    @Test func `a body that is cut counts as refused`() throws {
        let received = try Received()
        do {
            let connection = try received.connection()
            connection.send(
                Array(
                    """
                    POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:\(received.port)\r\n\(Self.json)\r
                    Content-Length: 1000\r\n\r\n{"resourceSpans"
                    """.utf8))
        }
        try expectTaken(by: received, "After")
        #expect(received.finish() == ["After"])
        #expect(received.server.counters.refusedRequests == 1)
    }

    @Test func `what was sent before the end is taken, also the last request of many`() throws {
        let received = try Received()
        let connections = try (0..<50).map { _ in try received.connection() }
        for connection in connections {
            connection.post("/v1/traces", port: received.port, [Self.json], Received.json("Last"))
        }
        #expect(received.finish(lingerMilliseconds: 0).count == 50)
    }

    @Test func `a request that is under way at the end is waited for`() throws {
        let received = try Received()
        let connection = try received.connection()
        let body = Received.json("Slow")
        connection.send(
            Array(
                """
                POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:\(received.port)\r\n\(Self.json)\r
                Content-Length: \(body.count)\r\n\r\n
                """.utf8))
        usleep(50_000)
        received.server.stop(lingerMilliseconds: 0)
        for byte in body {
            connection.send([byte])
            usleep(500)
        }
        #expect(connection.answer()?.status == 200)
        #expect(received.finish() == ["Slow"])
    }
}
