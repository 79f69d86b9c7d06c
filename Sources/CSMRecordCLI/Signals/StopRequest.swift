import CSMCapture
import Glibc
import Synchronization

/// Ctrl-C and the like during calls to AWS: the first lets the call in flight end, the second does
/// not.
final class StopRequest: Sendable {
    private let isRequested = Atomic(false)
    /// A pipe that has something to read once it is requested.
    private let reading: Int32
    private let writing: Int32
    /// What is said at the first and at the second.
    private let first: String
    private let second: String

    init(first: String, second: String) {
        self.first = first
        self.second = second
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }

    /// Takes the signals over for the rest of the process's life; before any other thread starts.
    func beginListening(_ talk: Talk) throws(CaptureError) {
        let interrupts = Interrupts()
        _ = try Thread { self.listen(interrupts, talk) }
    }

    private func listen(_ interrupts: Interrupts, _ talk: Talk) {
        while true {
            guard interrupts.come(withinNanoseconds: 3_600_000_000_000) else { continue }
            if isRequested.exchange(true, ordering: .acquiringAndReleasing) {
                talk.say(second)
                _exit(ExitStatus.tryLater)
            }
            _ = write(writing, "!", 1)
            // The terminal has put ^C behind the progress.
            if isatty(STDERR_FILENO) == 1 { _ = FileOutput.write("\r\u{1B}[K", to: STDERR_FILENO) }
            talk.say(first)
        }
    }

    /// Waits; false if a stop is asked for by when it is over.
    func wait(_ time: Duration) -> Bool {
        let milliseconds =
            time.components.seconds * 1_000
            + time.components.attoseconds / 1_000_000_000_000_000
        var request = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        if milliseconds > 0 { poll(&request, 1, Int32(clamping: milliseconds)) }
        return !isRequested.load(ordering: .acquiring)
    }
}
