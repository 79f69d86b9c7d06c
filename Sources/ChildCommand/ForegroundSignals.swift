import Glibc

/// The signals of a process that stands between its child and whoever signals it.
///
/// They are blocked, so that none interrupts csm-record and each waits until
/// `RunningChild.wait()` asks for it. Made before any thread starts: threads inherit the mask.
public struct ForegroundSignals: Sendable {
    /// What is passed on to the child.
    static let relayed = [SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGINT, SIGQUIT]

    /// The mask the process was started with, and the child will be.
    let inheritedMask: sigset_t
    /// Whether the process was started with SIGHUP ignored. That is what nohup(1) does, for the
    /// command's sake, so this one disposition is passed on to the child.
    let ignoresHangup: Bool

    /// Takes the signals over for the rest of the process's life.
    public init() {
        var hangup = sigaction()
        sigaction(SIGHUP, nil, &hangup)
        ignoresHangup = unsafeBitCast(hangup.__sigaction_handler.sa_handler, to: Int.self) == 1

        var mask = sigset_t()
        var previous = Self.waited
        pthread_sigmask(SIG_BLOCK, &previous, &mask)
        inheritedMask = mask

        // A blocked signal is kept only if it is not ignored.
        for number in Self.relayed + [SIGCHLD, SIGCONT] where number != SIGHUP || !ignoresHangup {
            signal(number, SIG_DFL)
        }
        // What we say after the child's end must not end us.
        signal(SIGPIPE, SIG_IGN)
    }

    /// All that `RunningChild.wait()` waits for.
    static var waited: sigset_t { Self.signalSet(of: relayed + [SIGCHLD, SIGCONT]) }

    /// What is set to its default in the child: whatever we, or whoever started us, ignore.
    var resetInChild: sigset_t {
        var set = sigset_t()
        sigfillset(&set)
        for number in [SIGKILL, SIGSTOP] { sigdelset(&set, number) }
        if ignoresHangup { sigdelset(&set, SIGHUP) }
        return set
    }

    /// Waits for SIGINT or SIGTERM, for a recorder that has no child.
    public func waitForInterrupt() {
        var expected = Self.signalSet(of: [SIGINT, SIGTERM])
        while sigwaitinfo(&expected, nil) < 0 {}
    }

    static func signalSet(of signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in signals { sigaddset(&set, number) }
        return set
    }
}
