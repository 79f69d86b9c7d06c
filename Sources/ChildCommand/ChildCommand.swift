import Glibc

/// A command to be run in the foreground, as if it had been started by hand.
///
/// It gets the process's own standard streams, working folder, process group, controlling
/// terminal, and every open descriptor that is not close-on-exec (ours all are; a shell's `<(…)`
/// and make's job server are not). Its signals are at their defaults, none blocked; but what
/// nohup(1) asked for, it gets.
public struct ChildCommand: Sendable {
    /// The command and its arguments; never empty.
    public let arguments: [String]
    /// Variables the child gets besides the process's own, or in their place.
    public let environment: [(name: String, value: String)]

    public init(_ arguments: [String], environment: [(name: String, value: String)]) {
        precondition(!arguments.isEmpty, "a command has a name")
        self.arguments = arguments
        self.environment = environment
    }

    public func start(_ signals: ForegroundSignals) throws(ChildError) -> RunningChild {
        let command = arguments[0]
        let path = getenv("PATH").map { String(cString: $0) }
        guard let file = ExecutableSearch.file(for: command, path: path) else {
            throw ChildError(command: command, code: ENOENT)
        }
        do {
            return try spawn(file, arguments, signals)
        } catch  where error.code == ENOEXEC {
            // A script without a `#!` line: every shell gives it to sh.
            return try spawn("/bin/sh", ["sh", file] + arguments.dropFirst(), signals)
        }
    }

    private func spawn(
        _ file: String, _ arguments: [String], _ signals: ForegroundSignals
    ) throws(ChildError) -> RunningChild {
        let argv = CStrings(arguments)
        let environment = CStrings(environmentWith: environment)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var mask = ForegroundSignals.signalSet(of: [])
        var defaults = signals.resetInChild
        posix_spawnattr_setsigmask(&attributes, &mask)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        let flags = Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, flags)

        var process = pid_t()
        let code = argv.withPointers { argv in
            environment.withPointers { posix_spawn(&process, file, nil, &attributes, argv, $0) }
        }
        guard code == 0 else { throw ChildError(command: self.arguments[0], code: code) }
        return RunningChild(process: process)
    }
}
