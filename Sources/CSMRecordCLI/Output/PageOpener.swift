import Glibc

/// The program that opens a file in the user's browser.
struct PageOpener {
    private static let names = ["xdg-open", "wslview", "open"]

    private let program: String

    /// Throws where there is none.
    init() throws(Failure) {
        let folders = (SystemFacts.environment("PATH") ?? "").split(separator: ":")
        let files = Self.names.flatMap { name in folders.map { "\($0)/\(name)" } }
        guard let program = files.first(where: { access($0, X_OK) == 0 }) else {
            throw Failure(
                "cannot open a browser: no xdg-open on PATH",
                "leave out --open, and open the file yourself", status: ExitStatus.unavailable)
        }
        self.program = program
    }

    /// Starts it and does not wait: it may be the browser itself, which goes on for hours.
    func open(_ path: String) throws(Failure) {
        let file = SystemFacts.realPath(path) ?? path
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // What it says is not ours to say, and nobody who reads our output is to wait for its end.
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that Ctrl-C in this terminal does not close the browser; and it
        // gets SIGPIPE, which is ignored here.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
        var process: pid_t = 0
        let code = withCStrings([program, file]) {
            posix_spawn(&process, program, &actions, &attributes, $0, environ)
        }
        guard code == 0 else {
            throw Failure(
                "cannot run \(program): \(String(cString: strerror(code)))",
                status: ExitStatus.unavailable)
        }
    }

    private func withCStrings<Result>(
        _ words: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = words.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }
}
