import CSMReport
import Glibc
import SessionStore

/// Writing what was asked for, where no file was named.
enum StandardOutput {
    /// Writes text for people, none of which a CI system takes for its commands.
    static func writeText(_ text: String) throws {
        guard GitHubActions.isRunning else { return try write(text) }
        try write(WorkflowCommands.stopped(text, token: SessionDescription.makeID()))
    }

    /// Throws where datagrams as they were sent, whose characters do as they like there, would go
    /// to a terminal.
    static func refuseTerminal(
        at descriptor: Int32 = STDOUT_FILENO, unless isForced: Bool
    ) throws(Failure) {
        guard !isForced, isatty(descriptor) == 1 else { return }
        throw Failure(
            "cannot write to a terminal: the recorded data may contain control characters",
            "write to a file or a pipe, or pass --force", status: ExitStatus.usage)
    }

    static func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write($0) }
    }

    static func write(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        switch FileOutput.write(bytes, to: STDOUT_FILENO) {
        case 0: return
        case EPIPE: throw ClosedPipe()
        case let code:
            throw Failure(
                "cannot write to standard output: \(String(cString: strerror(code)))",
                status: ExitStatus.inputOutput)
        }
    }
}
