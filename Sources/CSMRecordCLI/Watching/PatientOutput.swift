import Glibc

/// Writing to standard output while something else is heard: a pipe that nobody empties, or a
/// terminal that Ctrl-S has stopped, holds up no signal.
struct PatientOutput {
    /// A pipe or a terminal that has room has room for this.
    private static let sliceSize = 4_096
    private static let pause: Int32 = 50

    /// Whether to give up; asked while nothing can be written.
    let isInterrupted: () -> Bool

    /// Returns whether all was written; throws where nobody reads any more, or nothing can be
    /// written.
    func write(_ text: String) throws -> Bool {
        var text = text
        return try text.withUTF8 { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                guard hasRoom() else {
                    if isInterrupted() { return false }
                    continue
                }
                let slice = rest.prefix(Self.sliceSize)
                try StandardOutput.write(UnsafeBufferPointer(rebasing: slice))
                rest = rest.dropFirst(slice.count)
            }
            return true
        }
    }

    private func hasRoom() -> Bool {
        var request = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        return poll(&request, 1, Self.pause) > 0
    }

    /// Whether whoever read has gone: `| head`.
    static var isClosed: Bool {
        var request = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        return poll(&request, 1, 0) > 0 && request.revents & Int16(POLLERR) != 0
    }
}
