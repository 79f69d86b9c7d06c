import ArgumentParser
import CSMReport
import Glibc

/// What text looks like.
struct StyleOptions: ParsableArguments {
    enum Color: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    @Option(help: "Whether text has colour; auto: on a terminal, unless NO_COLOR is set.")
    var color = Color.auto

    /// What suits the terminal or the pipe at `descriptor`; `nil` for a file.
    func style(for descriptor: Int32?) -> TextStyle {
        let width = descriptor.flatMap(SystemFacts.terminalWidth)
        let hasColor =
            switch color {
            case .always: true
            case .never: false
            case .auto: width != nil && (SystemFacts.environment("NO_COLOR") ?? "").isEmpty
            }
        // What goes to `head` or `less` is most often read on the terminal all the same. A file has
        // room for every column.
        let columns = SystemFacts.environment("COLUMNS").flatMap { Int($0) }
        let isPiped = descriptor.map(SystemFacts.isPipe) ?? false
        let piped = isPiped ? SystemFacts.terminalWidth(STDERR_FILENO) : nil
        return TextStyle(
            width: max(20, width ?? columns ?? piped ?? 200), hasColor: hasColor,
            hasUnicode: Self.hasUnicode)
    }

    /// As the locale's character set says: the first of these that is set and not empty.
    static var hasUnicode: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
            .compactMap { SystemFacts.environment($0) }.first { !$0.isEmpty }
        let name = (locale ?? "C.UTF-8").lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }
}
