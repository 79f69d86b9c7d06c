import Glibc

/// What was asked for, where it is neither a report nor a file.
enum StandardOutput {
    static func write(_ text: String) throws {
        switch FileOutput.write(text, to: STDOUT_FILENO) {
        case 0: return
        case EPIPE: throw ClosedPipe()
        case let code:
            throw Failure(
                "cannot write the answer: \(String(cString: strerror(code)))",
                status: ExitStatus.inputOutput)
        }
    }
}
