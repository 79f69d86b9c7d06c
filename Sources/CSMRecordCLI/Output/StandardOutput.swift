import Glibc

/// Writing what was asked for, where no file was named.
enum StandardOutput {
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
