import Glibc

/// A thread of the system's own, for work that blocks: such work must not hold up one of Swift's
/// cooperative threads.
public struct Thread: ~Copyable, Sendable {
    private let thread: pthread_t

    private final class Start {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts `body`; its signal mask is the caller's.
    public init(_ body: @escaping @Sendable () -> Void) throws(CaptureError) {
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(body))
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument {
                    Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
                }
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw CaptureError("start a thread", code: code)
        }
        self.thread = thread
    }

    /// Waits for the end of the thread's body.
    public consuming func join() { pthread_join(thread, nil) }

    /// Lets other threads go before the calling one by `steps` of niceness; Linux keeps it per
    /// thread (setpriority(2), "C library/kernel differences").
    public static func yieldPriority(by steps: Int32) {
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, steps)
    }
}
