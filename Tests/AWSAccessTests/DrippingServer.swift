import Foundation

/// Reads a request, then answers a piece at a time, and never comes to an end by itself.
struct DrippingServer {
    let port: UInt16

    /// After `start`, sends `piece` again and again, on a free port of loopback.
    init(_ start: String, piece: String) {
        let listening = LoopbackListener()
        let listener = listening.descriptor
        port = listening.port
        Thread.detachNewThread {
            let connection = accept(listener, nil, nil)
            var request = [UInt8](repeating: 0, count: 1 << 16)
            _ = recv(connection, &request, request.count, 0)
            var text = start
            while send(connection, text, text.utf8.count, Int32(MSG_NOSIGNAL)) >= 0 {
                text = piece
                usleep(10_000)
            }
            close(connection)
            close(listener)
        }
    }
}
