import AsyncHTTPClient
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import Synchronization

/// Puts an answer together, and knows whether the request had left by when.
final class ResponseCollector: HTTPClientResponseDelegate {
    typealias Response = HTTPResponse

    struct TooLong: Error {}

    private struct Parts {
        var head: HTTPResponseHead?
        var body: [UInt8] = []
    }

    private let limit: Int
    private let sent = Atomic(false)
    /// Not the standard library's Mutex, which the thread sanitizer cannot see.
    private let parts = NIOLockedValueBox(Parts())

    /// `limit` is of the body, in bytes.
    init(limit: Int) { self.limit = limit }

    /// Whether any of the request may have gone out.
    var hasSent: Bool { sent.load(ordering: .acquiring) }

    func didSendRequestHead(task: HTTPClient.Task<Response>, _ head: HTTPRequestHead) {
        sent.store(true, ordering: .releasing)
    }

    func didReceiveHead(
        task: HTTPClient.Task<Response>, _ head: HTTPResponseHead
    ) -> EventLoopFuture<Void> {
        parts.withLockedValue { $0.head = head }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(
        task: HTTPClient.Task<Response>, _ buffer: ByteBuffer
    ) -> EventLoopFuture<Void> {
        let isTooLong = parts.withLockedValue { parts in
            parts.body.append(contentsOf: buffer.readableBytesView)
            return parts.body.count > limit
        }
        return isTooLong
            ? task.eventLoop.makeFailedFuture(TooLong())
            : task.eventLoop.makeSucceededVoidFuture()
    }

    func didFinishRequest(task: HTTPClient.Task<Response>) throws -> HTTPResponse {
        try parts.withLockedValue { parts in
            guard let head = parts.head else { throw HTTPClientError.remoteConnectionClosed }
            return HTTPResponse(
                status: Int(head.status.code), headers: head.headers.map { ($0.name, $0.value) },
                body: parts.body)
        }
    }
}
