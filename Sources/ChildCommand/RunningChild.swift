import Glibc

/// The recorded command while it runs.
public struct RunningChild: ~Copyable {
    public let process: Int32
    let signals: ForegroundSignals

    /// Waits for the child's end, and meanwhile stands between it and its surroundings.
    ///
    /// - A signal goes on to the child, but not one such as SIGINT that the terminal sent: that one
    ///   went to the whole process group, the child included. The signal's sender decides, not
    ///   whether there is a terminal.
    /// - When the child stops (at Ctrl-Z, `suspend`), csm-record stops too, so that the shell gets
    ///   its terminal back; when csm-record is continued, so is the child.
    ///
    /// `onInterrupt` is told the number of a signal that asks to end, such as Ctrl-C's, which the
    /// child may survive; not of one that the child sent itself.
    public consuming func wait(onInterrupt: (Int32) -> Void = { _ in }) -> ChildStatus {
        var waited = signals.waited
        while true {
            var info = siginfo_t()
            let number = sigwaitinfo(&waited, &info)
            if ForegroundSignals.interrupting.contains(number), !isOfChild(info) {
                onInterrupt(number)
            }
            switch number {
            case -1: continue  // interrupted by being stopped and continued
            case SIGCHLD: if let ended = takeStatus() { return ended }
            case SIGCONT: kill(process, SIGCONT)
            // The kernel tells the child itself when its time is over; ours is not its.
            case SIGINT, SIGQUIT, SIGTSTP, SIGWINCH, SIGURG, SIGXCPU:
                if isFromProcess(info) { relay(info) }
            default: relay(info)
            }
        }
    }

    /// Takes the status of every process of ours that ended or stopped, and returns the child's once
    /// it has ended.
    ///
    /// The others are the child's own that lost their parent: their status is nobody's, and is only
    /// taken so that no zombie stays.
    private func takeStatus() -> ChildStatus? {
        while true {
            var status: Int32 = 0
            let changed = waitpid(-1, &status, WNOHANG | WUNTRACED)
            if changed <= 0 { return nil }
            guard changed == process else { continue }
            if let ended = ChildStatus(waitStatus: status) { return ended }
            stopWithChild()
        }
    }

    /// Whether kill(2) or the like sent the signal, and not the kernel for the terminal.
    private func isFromProcess(_ info: siginfo_t) -> Bool { info.si_code <= 0 }

    private func isOfChild(_ info: siginfo_t) -> Bool {
        isFromProcess(info) && info._sifields._kill.si_pid == process
    }

    private func relay(_ info: siginfo_t) {
        // What the child sends to its own group it has received.
        if isOfChild(info) { return }
        kill(process, info.si_signo)
    }

    private func stopWithChild() {
        // Continued in the meantime: the child's stop is an old one.
        var continued = ForegroundSignals.signalSet(of: [SIGCONT])
        var noTime = timespec()
        if sigtimedwait(&continued, nil, &noTime) == SIGCONT {
            kill(process, SIGCONT)
            return
        }
        // Where no shell waits for us in the foreground, a stopped recorder would only lose
        // datagrams, and perhaps never be continued.
        guard getpgrp() != getsid(0) else { return }
        let terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return }
        defer { close(terminal) }
        // A shell as the child has a group of its own, and the terminal with it.
        let foreground = tcgetpgrp(terminal)
        guard foreground == getpgrp() || foreground == getpgid(process) else { return }
        // Not SIGTSTP, which is blocked: a child may ignore it, and then nobody is to stop.
        kill(getpid(), SIGSTOP)
        // Continued in the foreground: the child gets the terminal as it had it.
        if tcgetpgrp(terminal) == getpgrp() { tcsetpgrp(terminal, foreground) }
    }
}
