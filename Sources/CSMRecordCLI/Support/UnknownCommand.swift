import ArgumentParser
import CSMAnalysis
import CSMBudget
import CSMReport
import ChildCommand

/// A word where a subcommand belongs, and which none is.
enum UnknownCommand {
    /// A command with its subcommands, by their names.
    private struct Names {
        let name: String
        let subcommands: [Names]
        /// Whether another word is an argument of the subcommand that need not be named.
        let takesWords: Bool

        init(_ command: any ParsableCommand.Type) {
            name = command._commandName
            subcommands = command.configuration.subcommands.map { Names($0) }
            takesWords = command.configuration.defaultSubcommand == SessionsList.self
        }
    }

    /// What to say of it, and of what may have been meant.
    ///
    /// `nil` where all words are known; options and what follows them are not looked at.
    static func sentences(
        for arguments: [String], of root: any ParsableCommand.Type
    ) -> [String]? {
        var command = Names(root)
        var path: [String] = [command.name]
        let asksForHelp = arguments.first == "help"
        var words = arguments.dropFirst(asksForHelp ? 1 : 0)
        while let word = words.first, !word.hasPrefix("-"), !command.subcommands.isEmpty {
            guard let next = command.subcommands.first(where: { $0.name == word }) else {
                let names = command.subcommands.map(\.name)
                // A typing error is rather one than a session's name.
                if command.takesWords, !asksForHelp, Suggestion.near(word, among: names) == nil {
                    return nil
                }
                return sentences(
                    word, among: names, path: path,
                    program: path.count == 1 && !asksForHelp ? Array(words) : nil)
            }
            command = next
            path.append(word)
            words = words.dropFirst()
        }
        return nil
    }

    private static func sentences(
        _ word: String, among names: [String], path: [String], program: [String]?
    ) -> [String] {
        let near = Suggestion.near(word, among: names)
        let asked = near.map { "; did you mean \($0)?" } ?? ""
        let given = (path.dropFirst() + [word]).joined(separator: " ")
        var sentences = ["unknown command '\(given)'\(asked)"]
        if let program, ChildCommand.isProgram(word) {
            let line = SessionOverview.commandLine(program)
            sentences.append("to record it: csm-record run -- \(line)")
        } else if near == nil {
            sentences.append("the commands are: \(names.joined(separator: ", "))")
        }
        return sentences
    }
}
