import Glibc

/// How much of the machine a receiver takes, whoever sends.
struct ReceiverLimits: Sendable {
    /// Connections; beyond these, those that have been silent longest are closed.
    var connections = 1_000
    /// Bytes of one body, as it is sent.
    var body = 64 << 20
    /// Bytes of all bodies that are not complete.
    var bodies = 128 << 20
    /// A body that does not go on for so long will never end, in milliseconds.
    var silence: Int64 = 30_000

    /// Leaves half of the files that the process may have open to others.
    static func ofProcess() -> ReceiverLimits {
        var limits = ReceiverLimits()
        var files = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 {
            limits.connections = min(limits.connections, max(16, Int(clamping: files.rlim_cur) / 2))
        }
        return limits
    }
}
