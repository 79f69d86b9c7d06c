import CSMTestSupport
import Foundation
import OTLPReceiver
import SpanEvents

/// A receiver under test, with what it has delivered.
final class Received: Sendable {
    private final class Events: @unchecked Sendable {  // every access holds the lock
        let lock = NSLock()
        var all: [String] = []
    }

    let server: OTLPServer
    private let events = Events()

    init() throws {
        let events = events
        server = try OTLPServer(port: 0) {
            SpanConverter(clientID: "tests")
        } deliver: { groups in
            events.lock.withLock {
                for group in groups {
                    events.all += (group.attempts + (group.call.map { [$0] } ?? []))
                        .map { String(decoding: $0, as: UTF8.self) }
                }
            }
        }
    }

    var port: UInt16 { server.port }

    func connection() throws -> LoopbackConnection { try LoopbackConnection(port: port) }

    /// Ends the receiver, and returns the operations of the calls that it delivered, sorted.
    func finish(lingerMilliseconds: Int64 = 20) -> [String] {
        server.stop(lingerMilliseconds: lingerMilliseconds)
        while !server.hasEnded { usleep(1_000) }
        server.finish()
        let all = events.lock.withLock { events.all }
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
