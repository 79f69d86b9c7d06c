import Glibc

/// Writing what was asked for, where no file was named.
enum StandardOutput {
    static func write(_ text: String) throws {
        switch FileOutput.write(text, to: STDOUT_FILENO) {
        case 0: return
        case EPIPE: throw ClosedPipe()
        case let code:
            throw Failure(
                "cannot write to standard output: \(String(cString: strerror(code)))",
                status: ExitStatus.inputOutput)
        }
    }
}
