/// Text that GitHub's runner must not take for commands, for some of it came off the wire.
///
/// The runner reads standard output and standard error line by line (GitHub Actions, "Workflow
/// commands"): `::name::` at the beginning of a line is a command, and `##[name]` anywhere.
public enum WorkflowCommands {
    /// Text of several lines, between commands that make the runner take none in it.
    ///
    /// `token` is one that nobody could have known.
    public static func stopped(_ text: String, token: String) -> String {
        "::stop-commands::\(token)\n\(text)::\(token)::\n"
    }

    /// Text of several lines that may begin with anything, in a document that cannot hold commands.
    static func defusedBlock(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { defused(String($0.hasPrefix("::") ? ".\($0)" : $0)) }.joined(separator: "\n")
    }

    /// A line that begins with text of ours, without commands behind that.
    public static func defused(_ line: String) -> String {
        line.replacing("##[", with: "# #[")
    }
}
