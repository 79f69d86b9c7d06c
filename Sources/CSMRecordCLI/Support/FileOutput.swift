import Glibc

/// Writing all of a text to a descriptor.
enum FileOutput {
    /// Returns 0, or errno.
    static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { utf8 in
            var written = 0
            while written < utf8.count {
                let count = Glibc.write(
                    descriptor, utf8.baseAddress.map { $0 + written }, utf8.count - written)
                if count >= 0 {
                    written += count
                } else if errno == EAGAIN {
                    // A pipe that another program made non-blocking.
                    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&request, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
    }
}
