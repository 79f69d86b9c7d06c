import Foundation

/// Answers a request and closes the connection at once, without having said that it would.
///
/// No server leaves a client less time between its own last byte and the end.
struct HastyServer {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    let port: UInt16

    /// Expects requests whose bodies have `length` bytes, on a free port of loopback.
    init(length: Int) {
        let listening = LoopbackListener()
        let listener = listening.descriptor
        port = listening.port
        Thread.detachNewThread {
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                Thread.detachNewThread {
                    Self.serve(connection, length)
                    close(connection)
                }
            }
        }
    }

    private static func serve(_ connection: Int32, _ length: Int) {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        var request: [UInt8] = []
        var end: Int?
        while end.map({ request.count < $0 + length }) ?? true {
            let count = recv(connection, &piece, piece.count, 0)
            guard count > 0 else { return }
            request += piece[..<count]
            if end == nil { end = request.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound }
        }
        send(connection, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
    }
}
