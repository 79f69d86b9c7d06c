import Glibc

/// The recorded command while it runs.
public struct RunningChild: ~Copyable {
    public let process: Int32

    /// Waits for the child's end, and meanwhile stands between it and its surroundings.
    ///
    /// - A signal goes on to the child, but not a SIGINT or SIGQUIT that the terminal sent: that
    ///   one went to the whole process group, the child included. The signal's sender decides,
    ///   not whether there is a terminal.
    /// - When the child stops (Ctrl-Z, `suspend`), csm-record stops too, so that the shell gets
    ///   its terminal back; when csm-record is continued, so is the child.
    public consuming func wait() -> ChildStatus {
        var signals = ForegroundSignals.waited
        while true {
            var info = siginfo_t()
            switch sigwaitinfo(&signals, &info) {
            case -1: continue  // interrupted by being stopped and continued
            case SIGCHLD:
                var status: Int32 = 0
                guard waitpid(process, &status, WNOHANG | WUNTRACED) == process else { continue }
                if let ended = ChildStatus(waitStatus: status) { return ended }
                stopWithChild()
            case SIGCONT: kill(process, SIGCONT)
            case SIGINT, SIGQUIT:
                if isFromProcess(info) { kill(process, info.si_signo) }
            case let signal: kill(process, signal)
            }
        }
    }

    /// Whether kill(2) or the like sent the signal, and not the kernel for the terminal.
    ///
    /// What the child sends to its own group it has received.
    private func isFromProcess(_ info: siginfo_t) -> Bool {
        info.si_code <= 0 && info._sifields._kill.si_pid != process
    }

    private func stopWithChild() {
        // Continued in the meantime: the child's stop is an old one.
        var continued = ForegroundSignals.signalSet(of: [SIGCONT])
        var noTime = timespec()
        if sigtimedwait(&continued, nil, &noTime) == SIGCONT {
            kill(process, SIGCONT)
            return
        }
        // Nobody at a terminal waits for us: then a stopped recorder would only lose datagrams.
        let terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return }
        defer { close(terminal) }
        guard tcgetpgrp(terminal) == getpgrp() else { return }
        kill(getpid(), SIGTSTP)
    }
}
