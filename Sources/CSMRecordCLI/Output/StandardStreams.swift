import Glibc

/// The three descriptors that every program takes for granted.
enum StandardStreams {
    /// Fills those that the caller closed, so that no file or socket of ours becomes one of them
    /// and is written to as if it were standard error.
    ///
    /// A child still finds them closed.
    static func reserve() {
        for descriptor in STDIN_FILENO...STDERR_FILENO
        where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            // The lowest free number is this one, for those below it are open by now.
            _ = open("/dev/null", O_RDWR | O_CLOEXEC)
        }
    }
}
