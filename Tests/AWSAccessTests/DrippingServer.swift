import Foundation

/// Reads a request, then answers a piece at a time, and never comes to an end by itself.
struct DrippingServer {
    let port: UInt16

    /// After `start`, sends `piece` again and again, on a free port of loopback.
    init(_ start: String, piece: String) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                precondition(bind(listener, $0, size) == 0 && listen(listener, 8) == 0)
                getsockname(listener, $0, &size)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
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
