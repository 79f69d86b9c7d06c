import Glibc

/// A socket that could not be had or used.
public struct CaptureError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was tried, as in "cannot VERB OBJECT".
    public let operation: String
    /// errno(3).
    public let code: Int32

    init(_ operation: String, code: Int32 = errno) {
        self.operation = operation
        self.code = code
    }

    /// Whether the port belongs to somebody else.
    public var isAddressInUse: Bool { code == EADDRINUSE }

    public var reason: String { String(cString: strerror(code)) }
    public var description: String { "cannot \(operation): \(reason)" }
}
