import Foundation

/// Sends bytes to a port of loopback, and reads until the other side closes.
enum LoopbackHTTP {
    static func exchange(_ request: String, port: UInt16) throws -> String {
        let connection = try LoopbackConnection(port: port)
        guard connection.send(request.utf8) else {
            throw ScriptedServer.Failure(reason: "cannot send")
        }
        return connection.rest()
    }
}
