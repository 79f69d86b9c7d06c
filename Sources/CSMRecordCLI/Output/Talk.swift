import CSMReport
import Glibc

/// What csm-record says on stderr, which during `run` belongs to the child.
struct Talk {
    enum Level: Int {
        case quiet, normal, verbose
    }

    var level = Level.normal

    func say(_ line: String) {
        if level != .quiet { Talk.say([line]) }
    }

    func say(_ lines: [String]) {
        if level != .quiet { Talk.say(lines) }
    }

    func explain(_ line: @autoclosure () -> String) {
        if level == .verbose { Talk.say([line()]) }
    }

    /// Says lines that are said even if quiet: errors and losses.
    static func say(_ lines: [String]) {
        let isRead = GitHubActions.isRunning
        let text = lines.map { line in
            let shown = DisplayText.line(line)
            return "csm-record: \(isRead ? WorkflowCommands.defused(shown) : shown)\n"
        }.joined()
        // Nobody to hear it is no reason to fail.
        _ = FileOutput.write(text, to: STDERR_FILENO)
    }
}
