import Glibc

/// A socket that could not be had or used.
public struct CaptureError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was tried, as in "cannot VERB OBJECT".
    public let operation: String
    /// errno(3), or `notNumeric`.
    public let code: Int32

    init(_ operation: String, code: Int32 = errno) {
        self.operation = operation
        self.code = code
    }

    /// Whether the port belongs to somebody else.
    public var isAddressInUse: Bool { code == EADDRINUSE }

    /// Whether this user may not have that port.
    public var isNotPermitted: Bool { code == EACCES || code == EPERM }

    /// Stands for a host that is no numeric address; no errno is below 0.
    static let notNumeric: Int32 = -1

    public var reason: String {
        code == Self.notNumeric
            ? "the host is not a numeric address such as 127.0.0.1"
            : String(cString: strerror(code))
    }
    public var description: String { "cannot \(operation): \(reason)" }
}
