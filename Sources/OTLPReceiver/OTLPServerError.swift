import Glibc
import NIOCore

/// A receiver that could not be started.
public struct OTLPServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where it was to listen.
    public let port: UInt16
    /// errno(3); 0 where the system gave none.
    public let code: Int32
    public let reason: String

    init(port: UInt16, _ error: any Error) {
        self.port = port
        code = (error as? IOError)?.errnoCode ?? 0
        reason = code == 0 ? "\(error)" : String(cString: strerror(code))
    }

    /// Whether the port belongs to another program.
    public var isAddressInUse: Bool { code == EADDRINUSE }

    /// Whether this user may not have that port.
    public var isNotPermitted: Bool { code == EACCES || code == EPERM }

    public var description: String {
        "cannot listen for OpenTelemetry on 127.0.0.1:\(port): \(reason)"
    }
}
