import CSMReport
import Glibc

/// What csm-record says on stderr, which during `run` belongs to the child.
struct Talk {
    enum Level: Int {
        case quiet, normal, verbose
    }

    /// What each line begins with.
    static let prefix = "csm-record: "

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

    /// Says lines that are fit to be shown as they are.
    func say(shown lines: [String]) {
        if level != .quiet { Talk.write(lines) }
    }

    /// Says lines that are said even if quiet: errors and losses.
    static func say(_ lines: [String]) { write(lines.map(DisplayText.line)) }

    private static func write(_ lines: [String]) {
        let isRead = GitHubActions.isRunning
        let text = lines.map { "\(prefix)\(isRead ? WorkflowCommands.defused($0) : $0)\n" }
            .joined()
        // Nobody to hear it is no reason to fail.
        _ = FileOutput.write(text, to: STDERR_FILENO)
    }
}
