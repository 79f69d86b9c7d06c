import Glibc

/// The signals of a process that stands between its child and whoever signals it.
///
/// They are blocked, so that none interrupts csm-record and each waits until
/// `RunningChild.wait()` asks for it. Made before any thread starts: threads inherit the mask.
public struct ForegroundSignals: Sendable {
    /// What is passed on to the child.
    ///
    /// Besides what is sent to end or to stop a program: timers, which are kept across exec(3), so
    /// that they were meant for the child; and whatever else would end csm-record, but for what a
    /// fault of its own raises.
    static let relayed =
        [SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGINT, SIGQUIT, SIGTSTP]
        + [SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGPWR, SIGPOLL, SIGSTKFLT]
        + Array(firstRealTime...lastRealTime)

    /// Those below are glibc's own (signal(7)).
    private static let firstRealTime: Int32 = 34
    private static let lastRealTime: Int32 = 64

    /// Whether the process was started with SIGHUP ignored.
    ///
    /// That is what nohup(1) does, for the command's sake, so this one disposition is passed on to
    /// the child.
    let ignoresHangup: Bool

    /// Takes the signals over for the rest of the process's life.
    public init() {
        var hangup = sigaction()
        sigaction(SIGHUP, nil, &hangup)
        ignoresHangup = unsafeBitCast(hangup.__sigaction_handler.sa_handler, to: Int.self) == 1

        // Nothing else stays blocked, whatever was inherited.
        var blocked = Self.signalSet(of: Self.relayed + [SIGCHLD, SIGCONT])
        pthread_sigmask(SIG_SETMASK, &blocked, nil)

        // An ignored SIGCHLD would leave no status to wait for.
        for number in Self.relayed + [SIGCHLD, SIGCONT] where number != SIGHUP || !ignoresHangup {
            signal(number, SIG_DFL)
        }
        // A limit on the size of files must not end us: the write fails instead, and that is said.
        signal(SIGXFSZ, SIG_IGN)
    }

    /// All that `RunningChild.wait()` waits for.
    var waited: sigset_t {
        var set = Self.signalSet(of: Self.relayed + [SIGCHLD, SIGCONT])
        if ignoresHangup { sigdelset(&set, SIGHUP) }
        return set
    }

    /// What is set to its default in the child: whatever we, or whoever started us, ignore.
    var resetInChild: sigset_t {
        var set = sigset_t()
        // Not sigfillset, which leaves out the two signals that glibc keeps for itself and that
        // posix_spawn would make the child ignore.
        withUnsafeMutableBytes(of: &set) { for index in $0.indices { $0[index] = 0xFF } }
        for number in [SIGKILL, SIGSTOP] { sigdelset(&set, number) }
        if ignoresHangup { sigdelset(&set, SIGHUP) }
        return set
    }

    /// Waits for what ends a program that has no child: Ctrl-C, SIGTERM, or its terminal's end.
    public func waitForInterrupt() {
        var expected = interrupts
        while sigwaitinfo(&expected, nil) < 0 {}
    }

    /// Waits until a child of this process has ended; false if Ctrl-C or the like came first.
    ///
    /// The terminal's Ctrl-Z stops csm-record as it has stopped them.
    func waitForChild() -> Bool {
        var expected = interrupts
        for number in [SIGCHLD, SIGTSTP] { sigaddset(&expected, number) }
        while true {
            switch sigwaitinfo(&expected, nil) {
            case -1: continue
            case SIGCHLD: return true
            case SIGTSTP: if getpgrp() != getsid(0) { kill(getpid(), SIGSTOP) }
            default: return false
            }
        }
    }

    /// Whether one of these comes within some milliseconds, or has come.
    public func isInterrupted(withinMilliseconds milliseconds: Int) -> Bool {
        var expected = interrupts
        var time = timespec(tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
        return sigtimedwait(&expected, nil, &time) > 0
    }

    private var interrupts: sigset_t {
        Self.signalSet(of: [SIGINT, SIGTERM, SIGQUIT] + (ignoresHangup ? [] : [SIGHUP]))
    }

    static func signalSet(of signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in signals { sigaddset(&set, number) }
        return set
    }
}
