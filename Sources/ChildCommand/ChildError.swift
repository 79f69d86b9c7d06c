import Glibc

/// A command that could not be started.
public struct ChildError: Error, Equatable, Sendable, CustomStringConvertible {
    public let command: String
    /// errno(3).
    public let code: Int32

    /// Whether there is no such command, as opposed to one that cannot be executed.
    public var isNotFound: Bool { code == ENOENT }

    public var description: String {
        let reason =
            isNotFound && !command.contains("/")
            ? "command not found" : String(cString: strerror(code))
        return "cannot run \(command): \(reason)"
    }
}
