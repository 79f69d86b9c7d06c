public import ArgumentParser
public import CSMReport
import Glibc

extension OutputFormat: ExpressibleByArgument {}

/// Where a report goes, and in what form.
struct OutputOptions: ParsableArguments {
    enum Color: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    @Option(help: "How to write the report.")
    var format = OutputFormat.text

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @Option(help: "Whether text has colour; auto: on a terminal, unless NO_COLOR is set.")
    var color = Color.auto

    /// Writes the report where it belongs.
    func write(_ report: some Report) throws {
        guard let output else {
            try write(report.rendered(as: format, style(for: STDOUT_FILENO)), to: STDOUT_FILENO)
            return
        }
        let descriptor = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw Failure(
                "cannot create \(output): \(String(cString: strerror(errno)))",
                status: ExitStatus.cannotCreate)
        }
        defer { close(descriptor) }
        try write(report.rendered(as: format, style(for: descriptor)), to: descriptor)
    }

    private func write(_ text: String, to descriptor: Int32) throws {
        switch FileOutput.write(text, to: descriptor) {
        case 0: return
        case EPIPE: throw ClosedPipe()
        case let code:
            throw Failure(
                "cannot write \(output ?? "the report"): \(String(cString: strerror(code)))",
                status: ExitStatus.inputOutput)
        }
    }

    private func style(for descriptor: Int32) -> TextStyle {
        let width = SystemFacts.terminalWidth(descriptor)
        let hasColor =
            switch color {
            case .always: true
            case .never: false
            case .auto: width != nil && (SystemFacts.environment("NO_COLOR") ?? "").isEmpty
            }
        // What goes to `head` or `less` is most often read on the terminal all the same. A file has
        // room for every column.
        let columns = SystemFacts.environment("COLUMNS").flatMap { Int($0) }
        let piped = SystemFacts.isPipe(descriptor) ? SystemFacts.terminalWidth(STDERR_FILENO) : nil
        return TextStyle(
            width: max(20, width ?? columns ?? piped ?? 200), hasColor: hasColor,
            hasUnicode: hasUnicode)
    }

    /// As the locale's character set says: the first of these that is set and not empty.
    private var hasUnicode: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
            .compactMap { SystemFacts.environment($0) }.first { !$0.isEmpty }
        let name = (locale ?? "C.UTF-8").lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }
}
