import Glibc

/// Where a child's standard streams lead, as descriptors of this process.
public struct ChildStreams: Sendable {
    public var input: Int32
    public var output: Int32
    public var errors: Int32

    public init(input: Int32, output: Int32, errors: Int32) {
        self.input = input
        self.output = output
        self.errors = errors
    }

    /// Where those of this process lead.
    public static let own = ChildStreams(
        input: STDIN_FILENO, output: STDOUT_FILENO, errors: STDERR_FILENO)

    /// Calls `body` with what posix_spawn(3) is to do for it; `nil` for nothing.
    func withActions<Result>(
        _ body: (UnsafePointer<posix_spawn_file_actions_t>?) -> Result
    ) -> Result {
        let wanted = [(input, STDIN_FILENO), (output, STDOUT_FILENO), (errors, STDERR_FILENO)]
            .filter { $0 != $1 }
        if wanted.isEmpty { return body(nil) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (own, standard) in wanted {
            posix_spawn_file_actions_adddup2(&actions, own, standard)
        }
        return withUnsafePointer(to: &actions) { body($0) }
    }
}
