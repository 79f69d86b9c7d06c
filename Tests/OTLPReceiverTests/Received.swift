import CSMTestSupport
import Foundation
import NIOConcurrencyHelpers
import SpanEvents

@testable import OTLPReceiver

/// A receiver under test, with what it has delivered.
final class Received: Sendable {
    let server: OTLPServer
    private let events: NIOLockedValueBox<[String]>

    init(_ limits: ReceiverLimits = .ofProcess()) throws {
        let events = NIOLockedValueBox([String]())
        self.events = events
        server = try OTLPServer(port: 0, limits: limits) {
            SpanConverter(clientID: "tests")
        } deliver: { groups in
            let more = groups.flatMap { $0.attempts + ($0.call.map { [$0] } ?? []) }
            events.withLockedValue { $0 += more.map { String(decoding: $0, as: UTF8.self) } }
        }
    }

    var port: UInt16 { server.port }

    func connection() throws -> LoopbackConnection { try LoopbackConnection(port: port) }

    /// Ends the receiver, and returns the operations of the calls that it delivered, sorted.
    func finish(lingerMilliseconds: Int64 = 20) -> [String] {
        server.stop(lingerMilliseconds: lingerMilliseconds)
        while !server.hasEnded { usleep(1_000) }
        server.finish()
        let all = events.withLockedValue { $0 }
        return all.filter { $0.contains("\"Type\":\"ApiCall\"") }.map { event in
            let api = event.components(separatedBy: "\"Api\":\"").last ?? ""
            return String(api.prefix { $0 != "\"" })
        }.sorted()
    }

    /// A request's body with one call a name.
    static func json(_ operations: String...) -> [UInt8] {
        let spans = operations.map { name in
            let id = String(UInt64.random(in: 1...UInt64.max), radix: 16)
            let spanID = String(repeating: "0", count: 16 - id.count) + id
            return """
                {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"\(spanID)","name":"S3.\(name)",\
                "kind":3,"startTimeUnixNano":"1764000000000000000",\
                "endTimeUnixNano":"1764000000012000000","attributes":[\
                {"key":"rpc.system","value":{"stringValue":"aws-api"}},\
                {"key":"rpc.service","value":{"stringValue":"S3"}},\
                {"key":"rpc.method","value":{"stringValue":"\(name)"}}]}
                """
        }.joined(separator: ",")
        return Array(
            """
            {"resourceSpans":[{"scopeSpans":[{"scope":{"name":"tests"},"spans":[\(spans)]}]}]}
            """.utf8)
    }
}
