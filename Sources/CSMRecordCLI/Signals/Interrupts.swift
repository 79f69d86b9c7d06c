import Glibc

/// Ctrl-C and the like, for a program that ends in good order when they come.
///
/// Made before any thread starts: threads inherit the mask.
struct Interrupts {
    private var set = sigset_t()

    /// Takes these signals over for the rest of the process's life, but for those it was started to
    /// ignore.
    init() {
        sigemptyset(&set)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction()
            sigaction(number, nil, &action)
            let isIgnored =
                unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
            if !isIgnored { sigaddset(&set, number) }
        }
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Whether one comes within some nanoseconds, or has come; else returns when they are over.
    func come(withinNanoseconds nanoseconds: Int64) -> Bool {
        signal(withinNanoseconds: nanoseconds) != nil
    }

    /// The same; which one it is.
    func signal(withinNanoseconds nanoseconds: Int64) -> Int32? {
        var expected = set
        var time = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        let number = sigtimedwait(&expected, nil, &time)
        return number > 0 ? number : nil
    }
}
