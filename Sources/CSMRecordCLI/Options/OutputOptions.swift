public import ArgumentParser
public import CSMReport
import Glibc

extension OutputFormat: ExpressibleByArgument {}

/// Where a report goes, and in what form.
struct OutputOptions: ParsableArguments {
    @Option(help: "How to write the report.")
    var format = OutputFormat.text

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var styling: StyleOptions

    /// Writes the report where it belongs.
    func write(_ report: some Report) throws {
        guard let output else {
            try write(
                report.rendered(as: format, styling.style(for: STDOUT_FILENO)), to: STDOUT_FILENO)
            return
        }
        try ExportTarget.refuseDatabase(output)
        let descriptor = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw Failure(
                "cannot create \(output): \(String(cString: strerror(errno)))",
                status: ExitStatus.cannotCreate)
        }
        defer { close(descriptor) }
        try write(report.rendered(as: format, styling.style(for: descriptor)), to: descriptor)
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
}
