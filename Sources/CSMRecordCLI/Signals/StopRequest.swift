import CSMCapture
import Glibc
import Synchronization

/// Ctrl-C and the like during calls to AWS: the first lets the call in flight end, the second does
/// not.
final class StopRequest: Sendable {
    /// What is said at the first and at the second.
    struct Sentences: Sendable {
        let first: String
        let second: String
    }

    private struct State {
        var isRequested = false
        var sentences: Sentences?
    }

    private let state: Mutex<State>
    /// A pipe that has something to read once it is requested.
    private let reading: Int32
    private let writing: Int32

    convenience init(first: String, second: String) {
        self.init(Sentences(first: first, second: second))
    }

    init(_ sentences: Sentences) {
        state = Mutex(State(sentences: sentences))
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

    /// From now on these are said; `nil`: the first ends the program, as if nobody listened.
    func answer(with sentences: Sentences?) { state.withLock { $0.sentences = sentences } }

    private func listen(_ interrupts: Interrupts, _ talk: Talk) {
        while true {
            if let number = interrupts.signal(withinNanoseconds: 3_600_000_000_000) {
                state.withLock { take(number, &$0, talk) }
            }
        }
    }

    private func take(_ number: Int32, _ state: inout State, _ talk: Talk) {
        guard let sentences = state.sentences else { return Self.end(by: number) }
        // The terminal has put ^C behind the progress.
        if isatty(STDERR_FILENO) == 1 { _ = FileOutput.write("\r\u{1B}[K", to: STDERR_FILENO) }
        talk.say(state.isRequested ? sentences.second : sentences.first)
        if state.isRequested { _exit(ExitStatus.tryLater) }
        state.isRequested = true
        _ = write(writing, "!", 1)
    }

    /// Ends the program as the signal does that nobody takes.
    private static func end(by number: Int32) {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, number)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        raise(number)
    }

    /// Waits; false if a stop is asked for by when it is over.
    func wait(_ time: Duration) -> Bool {
        Self.poll(reading, time)
        return !state.withLock { $0.isRequested }
    }

    /// Waits, whatever is asked for.
    static func pause(_ time: Duration) { poll(-1, time) }

    /// Waits until `descriptor` has something to read; `poll` takes no notice of a negative one.
    private static func poll(_ descriptor: Int32, _ time: Duration) {
        let milliseconds =
            time.components.seconds * 1_000
            + time.components.attoseconds / 1_000_000_000_000_000
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if milliseconds > 0 { _ = Glibc.poll(&request, 1, Int32(clamping: milliseconds)) }
    }
}
