import CLinuxShims
import Glibc

/// The signals of a process that stands between its child and whoever signals it.
///
/// They are blocked, so that none interrupts csm-record and each waits until
/// `RunningChild.wait()` asks for it. Made before any thread starts: threads inherit the mask.
public struct ForegroundSignals: Sendable {
    /// What takes its usual course: none of these ends csm-record.
    ///
    /// - What cannot be blocked: SIGKILL would, but nobody can help that.
    /// - What stops a program that uses its terminal from the background.
    /// - What a write of our own may meet: it is ignored, so that the write fails instead.
    /// - What glibc keeps for itself, and does not let anybody block: it is ignored, too.
    private static let unblocked =
        [SIGKILL, SIGSTOP, SIGTTIN, SIGTTOU, SIGPIPE, SIGXFSZ] + libraryOwn

    /// To cancel threads, and to change the user of all of them (nptl(7)): nothing here does.
    private static let libraryOwn: [Int32] = [32, 33]

    /// All others are blocked, and passed on to the child.
    ///
    /// Among them are timers, which are kept across exec(3), so that they were meant for the child;
    /// and what a fault raises, for a process may send it, too. A fault of our own still ends us,
    /// blocked or not.
    private static let blocked = (1...lastSignal).filter { !unblocked.contains($0) }

    private static let lastSignal: Int32 = 64

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
        var blocked = Self.signalSet(of: Self.blocked)
        pthread_sigmask(SIG_SETMASK, &blocked, nil)

        // An ignored SIGCHLD would leave no status to wait for.
        for number in Self.blocked where number != SIGHUP || !ignoresHangup {
            signal(number, SIG_DFL)
        }
        for number in Self.libraryOwn { _ = csm_ignore_signal(number) }
        // A limit on the size of files must not end us: the write fails instead, and that is said.
        signal(SIGXFSZ, SIG_IGN)
    }

    /// All that `RunningChild.wait()` waits for.
    var waited: sigset_t {
        Self.signalSet(of: Self.blocked.filter { $0 != SIGHUP || !ignoresHangup })
    }

    /// What is set to its default in the child: whatever we, or whoever started us, ignore.
    var resetInChild: sigset_t {
        Self.signalSet(
            of: (1...Self.lastSignal).filter {
                ![SIGKILL, SIGSTOP].contains($0) && ($0 != SIGHUP || !ignoresHangup)
            })
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

    /// What asks a program to end: Ctrl-C and the like.
    static let interrupting = [SIGINT, SIGTERM, SIGQUIT, SIGHUP]

    private var interrupts: sigset_t {
        Self.signalSet(of: Self.interrupting.filter { $0 != SIGHUP || !ignoresHangup })
    }

    /// Not by sigaddset(3), which leaves out the two signals that glibc keeps for itself, so that
    /// posix_spawn(3) would make the child ignore them.
    static func signalSet(of signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        withUnsafeMutableBytes(of: &set) { bytes in
            for number in signals {
                let bit = Int(number) - 1
                bytes[bit / 8] |= 1 << (bit % 8)
            }
        }
        return set
    }
}
