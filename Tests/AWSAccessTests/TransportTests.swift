import Foundation
import Synchronization
import Testing

@testable import AWSAccess

/// How requests are sent.
struct TransportTests {
    @Test func `a server that closes at once after its answer ends nothing but the connection`()
        throws
    {
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: 200)
        let server = HastyServer(length: body.count)
        let url = try #require(HTTPURL("http://127.0.0.1:\(server.port)/"))
        let network = Network(
            Surroundings(environment: [:], home: nil, now: { Date() }, sleep: { _ in true }),
            authorities: nil)
        let transport = try network.transport(to: url)
        // On several threads, for then the event loops have something else to do between two steps.
        let answered = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<400 {
                // One that is taken up again in the moment of its end has no answer.
                if let answer = try? transport.send(HTTPRequest("POST", url, body: body)) {
                    #expect(answer.status == 200)
                    answered.add(1, ordering: .relaxed)
                }
            }
        }
        #expect(answered.load(ordering: .relaxed) > 0)
    }

    @Test(arguments: [
        ("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", "x"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x"),
        ("HTTP/1.1 200 OK\r\nX-Long: ", "x"), ("HTTP/1.1 200 OK\r\n", "A: b\r\n"),
    ])
    func `an answer that never ends is given up`(start: String, piece: String) throws {
        let server = DrippingServer(start, piece: piece)
        let url = try #require(HTTPURL("http://127.0.0.1:\(server.port)/"))
        let network = Network(
            Surroundings(environment: [:], home: nil, now: { Date() }, sleep: { _ in true }),
            authorities: nil,
            timeouts: HTTPTransport.Timeouts(connect: 3_000, read: 60_000, total: 400))
        let transport = try network.transport(to: url)
        #expect(throws: HTTPFailure.unanswered("no complete response in time")) {
            try transport.send(HTTPRequest("GET", url))
        }
    }
}
