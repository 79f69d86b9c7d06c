import Glibc

/// How the child ended.
public enum ChildStatus: Sendable, Equatable {
    case exited(code: Int32)
    case signaled(Int32)

    /// The code a shell would report: the child's own, or 128 + n for signal n.
    public var exitCode: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    /// The signal that ended the child, if one did.
    public var signal: Int32? {
        switch self {
        case .exited: nil
        case .signaled(let signal): signal
        }
    }

    /// Of a status as waitpid(2) gives it; `nil` for a child that has only stopped.
    init?(waitStatus status: Int32) {
        let signal = status & 0x7F
        if signal == 0 {
            self = .exited(code: (status >> 8) & 0xFF)
        } else if signal != 0x7F {
            self = .signaled(signal)
        } else {
            return nil
        }
    }
}
