import ArgumentParser
import CSMReport
import Glibc

/// What text looks like.
struct StyleOptions: ParsableArguments {
    enum Color: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    @Option(
        help: ArgumentHelp(
            "Whether to color text.",
            discussion: """
                auto: on a terminal, unless NO_COLOR is set or TERM is dumb; elsewhere, if \
                FORCE_COLOR or CLICOLOR_FORCE is set.
                """))
    var color = Color.auto

    @Flag(help: "Show all columns and full names, even if the table is wider than the terminal.")
    var wide = false

    @Flag(help: "Show times in UTC instead of local time.")
    var utc = false

    /// Where there is no terminal: CI logs have room for this.
    private static let usualWidth = 100

    /// What suits the terminal or the pipe at `descriptor`; `nil` for a file.
    func style(for descriptor: Int32?) -> TextStyle {
        let width = descriptor.flatMap(SystemFacts.terminalWidth)
        // What goes to `head` or `less` is most often read on the terminal all the same.
        let columns = SystemFacts.environment("COLUMNS").flatMap { Int($0) }
        let isPiped = descriptor.map(SystemFacts.isPipe) ?? false
        let piped = isPiped ? SystemFacts.terminalWidth(STDERR_FILENO) : nil
        var style = TextStyle(
            width: max(20, width ?? columns ?? piped ?? Self.usualWidth),
            hasColor: hasColor(
                isTerminal: descriptor.map { isatty($0) == 1 } ?? false, isFile: descriptor == nil),
            hasUnicode: Self.hasUnicode)
        style.isWide = wide
        style.isUTC = utc
        return style
    }

    private func hasColor(isTerminal: Bool, isFile: Bool) -> Bool {
        switch color {
        case .always: true
        case .never: false
        case .auto: !isFile && Self.environmentColor(isTerminal: isTerminal)
        }
    }

    /// no-color.org, force-color.org, bixense.com/clicolors.
    private static func environmentColor(isTerminal: Bool) -> Bool {
        func isSet(_ name: String) -> Bool { !(SystemFacts.environment(name) ?? "").isEmpty }
        func isOn(_ name: String) -> Bool { isSet(name) && SystemFacts.environment(name) != "0" }
        if isSet("NO_COLOR") { return false }
        if isOn("FORCE_COLOR") || isOn("CLICOLOR_FORCE") { return true }
        return isTerminal && SystemFacts.environment("TERM") != "dumb"
    }

    /// What suits lines on the terminal or the pipe at `descriptor` that begin with `prefix`.
    static func lines(on descriptor: Int32, prefix: String) -> TextStyle {
        var style = talk
        let width = max(20, SystemFacts.terminalWidth(descriptor) ?? usualWidth)
        style.width = width - prefix.utf8.count
        return style
    }

    /// What suits lines of talk.
    static var talk: TextStyle {
        let isTerminal = isatty(STDERR_FILENO) == 1
        var style = TextStyle(
            width: usualWidth, hasColor: environmentColor(isTerminal: isTerminal),
            hasUnicode: hasUnicode)
        style.isUTC = false
        return style
    }

    /// As the locale's character set says: the first of these that is set and not empty.
    static var hasUnicode: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
            .compactMap { SystemFacts.environment($0) }.first { !$0.isEmpty }
        let name = (locale ?? "C.UTF-8").lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }
}
