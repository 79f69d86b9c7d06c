import Glibc

/// The terminal is gone, or is none.
public struct TerminalError: Error, Equatable, Sendable, CustomStringConvertible {
    public let code: Int32

    public init(code: Int32) { self.code = code }

    public var description: String { "cannot use the terminal: \(String(cString: strerror(code)))" }
}
