import Glibc

/// A command to be run in the foreground, as if it had been started by hand.
///
/// It gets the process's own standard streams unless others are named, working folder, process
/// group, controlling terminal, and every open descriptor that is not close-on-exec (ours all are; a shell's `<(…)`
/// and make's job server are not). Its signals are at their defaults, none blocked; but what
/// nohup(1) asked for, it gets.
public struct ChildCommand: Sendable {
    /// The command and its arguments, never empty, byte for byte: they need be no UTF-8.
    public let arguments: [[UInt8]]
    /// Variables the child gets besides the process's own, or in their place.
    public let environment: [(name: String, value: String)]
    private let streams: ChildStreams

    public init(
        _ arguments: [[UInt8]], environment: [(name: String, value: String)],
        streams: ChildStreams = .own
    ) {
        precondition(!arguments.isEmpty, "a command has a name")
        self.arguments = arguments
        self.environment = environment
        self.streams = streams
    }

    /// Whether there is a program of that name to run.
    public static func isProgram(_ name: String) -> Bool {
        ExecutableSearch.file(for: Array(name.utf8), path: searchPath).map { file in
            file.withCString { access($0, X_OK) } == 0
        } ?? false
    }

    private static var searchPath: [UInt8]? {
        getenv("PATH").map { path in
            Array(UnsafeRawBufferPointer(start: path, count: strlen(path)))
        }
    }

    public func start(_ signals: ForegroundSignals) throws(ChildError) -> RunningChild {
        guard let file = ExecutableSearch.file(for: arguments[0], path: Self.searchPath) else {
            throw failure(ENOENT)
        }
        do {
            return try spawn(file, arguments, signals)
        } catch  where error.code == ENOEXEC {
            // A script without a `#!` line: every shell gives it to sh.
            let shell = [Array("sh".utf8), file] + arguments.dropFirst()
            return try spawn(Array("/bin/sh".utf8), shell, signals)
        }
    }

    private func spawn(
        _ file: [UInt8], _ arguments: [[UInt8]], _ signals: ForegroundSignals
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
            environment.withPointers { environment in
                streams.withActions { actions in
                    file.withCString {
                        posix_spawn(&process, $0, actions, &attributes, argv, environment)
                    }
                }
            }
        }
        guard code == 0 else { throw failure(code) }
        return RunningChild(process: process, signals: signals)
    }

    private func failure(_ code: Int32) -> ChildError {
        ChildError(command: String(decoding: arguments[0], as: UTF8.self), code: code)
    }
}
