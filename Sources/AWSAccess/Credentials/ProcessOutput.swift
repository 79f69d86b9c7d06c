import Glibc

/// A program run to its end, and what it wrote.
///
/// It has our standard input and standard error: it may ask for a code, and say what is wrong.
struct ProcessOutput {
    /// What it exited with; 128 + n where signal n ended it.
    let status: Int32
    let bytes: [UInt8]

    struct Failure: Error {
        let reason: String
    }

    /// No credentials are longer, in bytes.
    private static let longest = 1 << 20

    /// Runs a line by the shell.
    init(ofShell line: String, environment: [String: String]) throws(Failure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Self.systemFailure(errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        InheritedDescriptors.withholdEventLoops()
        // Where nobody waits for children by what we inherited, their status would be lost.
        signal(SIGCHLD, SIG_DFL)
        let process: pid_t
        do {
            defer { close(ends[1]) }
            process = try Self.start(["sh", "-c", line], environment, output: ends[1])
        } catch {
            close(ends[0])
            throw error
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(ends[0], &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            // What is too long to be credentials is cut, and then is none.
            if count <= 0 || bytes.count > Self.longest { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        self.bytes = bytes
        // One that goes on writing is ended so, and not waited for.
        close(ends[0])
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw Self.systemFailure(errno) }
        }
        self.status = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    private static func start(
        _ arguments: [String], _ environment: [String: String], output: Int32
    ) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        // It gets the signals that we hold back.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var handled = sigset_t()
        sigemptyset(&handled)
        for signal in [SIGPIPE, SIGCHLD] { sigaddset(&handled, signal) }
        posix_spawnattr_setsigdefault(&attributes, &handled)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let arguments = arguments.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for string in arguments + variables { free(string) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, arguments, variables)
        guard code == 0 else { throw systemFailure(code) }
        return process
    }

    private static func systemFailure(_ code: Int32) -> Failure {
        Failure(reason: String(cString: strerror(code)))
    }
}
