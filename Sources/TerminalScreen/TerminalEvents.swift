import CLinuxShims
import Glibc

/// What happens at a terminal: keys, and signals that a full-screen program answers itself.
///
/// Made before any thread starts: threads inherit the signal mask.
public struct TerminalEvents: ~Copyable {
    public enum Event: Sendable, Equatable {
        /// Bytes that keys sent, as they came.
        case keys([UInt8])
        /// Another size.
        case resized
        /// Ctrl-C.
        case interrupted
        /// Ctrl-Z: the screen is to be given back, then `stop` is to be called.
        case suspended
        /// The process goes on, having been stopped.
        case continued
        /// Nothing will be typed any more.
        case closed
    }

    private let keyboard: Int32
    private let signals: Int32
    private var isClosed = false

    /// From now on these signals are blocked, and told by `next`.
    public init(keyboard: Int32) throws(TerminalError) {
        self.keyboard = keyboard
        let numbers = [SIGWINCH, SIGINT, SIGTSTP, SIGCONT]
        signals = csm_signal_descriptor(numbers, numbers.count)
        guard signals >= 0 else { throw TerminalError(code: errno) }
    }

    deinit { close(signals) }

    /// What has happened, once anything has, or so many milliseconds are over.
    public mutating func next(withinMilliseconds milliseconds: Int) -> [Event] {
        var requests = [
            pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
            pollfd(fd: isClosed ? -1 : keyboard, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&requests, 2, Int32(clamping: max(0, milliseconds))) > 0 else { return [] }
        var events: [Event] = []
        while case let number = csm_next_signal(signals), number > 0 {
            switch number {
            case SIGWINCH: events.append(.resized)
            case SIGINT: events.append(.interrupted)
            case SIGTSTP: events.append(.suspended)
            case SIGCONT: events.append(.continued)
            default: break
            }
        }
        if requests[1].revents != 0 { events.append(readKeys(requests[1].revents)) }
        return events
    }

    private mutating func readKeys(_ found: Int16) -> Event {
        var bytes = [UInt8](repeating: 0, count: 1_024)
        let count = read(keyboard, &bytes, bytes.count)
        if count > 0 { return .keys(Array(bytes.prefix(count))) }
        if count < 0, errno == EAGAIN || errno == EINTR { return .keys([]) }
        // A terminal without a key gives nothing; one that is gone says so.
        guard count < 0 || found & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 else {
            return .keys([])
        }
        isClosed = true
        return .closed
    }

    /// Stops the process as Ctrl-Z would have; returns when it goes on.
    public func stop() {
        // Nobody could continue a session's leader, nor an orphan.
        if getpgrp() != getsid(0) { kill(getpid(), SIGSTOP) }
    }
}
